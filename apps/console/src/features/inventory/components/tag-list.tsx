import type { WorkloadItem } from '@flowgate/shared'
import { paths } from '../../../lib/paths.ts'
import { ObjectChip } from '../../../ui/object-chip.tsx'

export const tagText = ({ scope, value }: WorkloadItem['tags'][number]): string => `${scope}:${value}`

/** `scope:value` as a tag; without a colon the whole is the value. */
export const parseTag = (text: string): WorkloadItem['tags'][number] => {
  const colon = text.indexOf(':')
  return { scope: text.slice(0, Math.max(0, colon)), value: text.slice(colon + 1) }
}

export const TagList = ({ tags }: { readonly tags: WorkloadItem['tags'] }) => (
  <span className="fg-row fg-row--wrap">
    {tags.map((tag) => (
      <ObjectChip
        key={tagText(tag)}
        kind="tag"
        name={tagText(tag)}
        to={paths.workloads({ tag: tagText(tag) })}
      />
    ))}
    {tags.length === 0 && <span className="fg-subtle">none</span>}
  </span>
)
