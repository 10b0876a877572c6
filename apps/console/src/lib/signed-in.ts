import { readStored, writeStored } from './local-store.ts'

/**
 * Whether this browser has signed in before. Without it nobody is asked: the cookie is out of a script's sight, and a
 * refusal at every first visit would be an error in the browser's log.
 */
const HINT = 'flowgate.signed-in'
export const rememberSignedIn = (signedIn: boolean): void => writeStored(HINT, signedIn)
export const mayBeSignedIn = (): boolean => readStored(HINT, (value) => typeof value === 'boolean') === true
