/**
 * An id out of a name: letters, digits, dots, dashes and underscores stay as they are, anything else becomes a dash; `-2`,
 * `-3` and so on where it is taken. The same steps give the same ids.
 */
export const idFromName = (name: string, kind: string, isTaken: (id: string) => boolean): string => {
  const base =
    name
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .replace(/(?<!-)-+$/, '')
      .slice(0, 120) || kind
  let id = base
  for (let count = 2; isTaken(id); count += 1) id = `${base}-${count}`
  return id
}
