import './kbd.css'

/** `Ctrl+K` as keys. */
export const Kbd = ({ keys }: { readonly keys: string }) => (
  <span className="fg-keys">
    {keys.split('+').map((key) => (
      <kbd key={key} className="fg-kbd">
        {key}
      </kbd>
    ))}
  </span>
)
