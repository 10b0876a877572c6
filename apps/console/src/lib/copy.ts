/** As browsers did it before: the text is selected in a field of its own. */
const copyBySelection = (text: string): boolean => {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.style.position = 'fixed'
  field.style.opacity = '0'
  // Beside what was pressed: a dialog does not let the focus out.
  const place = focused?.parentElement ?? document.body
  place.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return done
}

/**
 * Puts text on the clipboard. Browsers have the modern way only for pages over TLS or from this machine; a Manager in one's own
 * network is often neither.
 *
 * @returns whether that worked
 */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

export const NOT_COPIED = 'This browser does not allow copying here'
