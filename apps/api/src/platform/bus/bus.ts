import { createInProcessBus } from '@flowgate/dfe'
import type { Bus } from '@flowgate/shared'
import type { Log } from '../log.ts'

/** The Manager's bus. A handler's error ends with that handler: it is logged here and nowhere else. */
export const createBus = ({ log }: { readonly log: Pick<Log, 'error'> }): Bus =>
  createInProcessBus({
    onError: (error, subject) => log.error({ err: error, subject }, 'a bus handler failed'),
  })
