import { type ReactNode, Suspense, useState } from 'react'
import { useSlots } from '../../../lib/slots.ts'

interface Made {
  readonly id: string
  readonly name: string
}
interface CreateInPlace {
  /** Absent where nothing can be created. */
  readonly open?: (name: string) => void
  readonly dialog: ReactNode
}

/** What a picker offers when what was typed does not exist yet. */
export const useCreateInPlace = (
  kind: 'group' | 'service',
  onCreated: (item: Made) => void,
): CreateInPlace => {
  const { CreateGroupDialog, CreateServiceDialog } = useSlots()
  const [name, setName] = useState<string | null>(null)
  const Dialog = kind === 'group' ? CreateGroupDialog : CreateServiceDialog
  if (!Dialog) return { dialog: null }
  const dialog =
    name === null ? null : (
      <Suspense fallback={null}>
        <Dialog
          name={name}
          onCreated={(item) => {
            setName(null)
            onCreated(item)
          }}
          onClose={() => setName(null)}
        />
      </Suspense>
    )
  return { open: setName, dialog }
}
