/** What a reader can ask of one rule, from its menu or by a key. */
export type RuleCommand = 'edit' | 'clone' | 'delete' | 'above' | 'below' | 'up' | 'down' | 'link' | 'enabled'
