import { yaml } from '@codemirror/lang-yaml'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import './editor.css'

const look = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'transparent', color: 'var(--fg-text)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--fg-text-subtle)', border: 'none' },
  '.cm-content': { fontFamily: 'var(--pf-t--global--font--family--mono)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
})

// The content security policy lets the editor add its styles only with the nonce of this page.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

export const editorExtensions = (label: string, editable: boolean): Extension[] => [
  EditorView.cspNonce.of(nonce),
  basicSetup,
  yaml(),
  look,
  EditorView.contentAttributes.of({ 'aria-label': label }),
  // Read-only text stays focusable, for the keyboard.
  EditorState.readOnly.of(!editable),
]
