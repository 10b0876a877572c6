/** A sentence of the server's, which begins small and puts names in backticks, for a reader. */
export const Message = ({ text }: { readonly text: string }) => {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1)
  let at = 0
  return sentence.split('`').map((part, place) => {
    at += part.length + 1
    return place % 2 === 1 ? <strong key={at}>{part}</strong> : part
  })
}
