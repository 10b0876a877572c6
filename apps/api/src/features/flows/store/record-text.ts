/**
 * The fields of a row that PostgreSQL wrote as text (`ROW(…)::text`): an empty field is null, quotes and backslashes inside quotes
 * are doubled. It writes this in half the time of JSON. Source: PostgreSQL documentation, section 8.16.6.
 *
 * @throws Error for a text that is no row
 */
export const recordFields = (text: string): (string | null)[] => {
  const broken = () => new Error(`\`${text.slice(0, 200)}\` is no row of the database`)
  if (!text.startsWith('(')) throw broken()
  const fields: (string | null)[] = []
  let at = 1
  for (;;) {
    let field: string | null = null
    if (text[at] === '"') {
      field = ''
      for (at += 1; ; at += 1) {
        const char = text[at]
        if (char === undefined) throw broken()
        const doubled = (char === '"' || char === '\\') && text[at + 1] === char
        if (char === '"' && !doubled) break
        field += char
        if (doubled) at += 1
      }
      at += 1
    } else {
      let end = at
      while (end < text.length && text[end] !== ',' && text[end] !== ')') end += 1
      if (end > at) field = text.slice(at, end)
      at = end
    }
    fields.push(field)
    if (text[at] === ')' && at === text.length - 1) return fields
    if (text[at] !== ',') throw broken()
    at += 1
  }
}
