import { ROLE_PERMISSIONS } from '@flowgate/shared'
import { expect, it } from 'vitest'
import { accessFor } from '../../src/lib/session.ts'

it('says which permission is missing and who has it', () => {
  const { allowed, reason } = accessFor(ROLE_PERMISSIONS['security-analyst'], 'policy:publish')
  expect(allowed).toBe(false)
  expect(reason).toBe(
    'Needs the permission policy:publish, which Administrator, Security Administrator and Policy Publisher have.',
  )
})
it('says nothing when it is allowed', () => {
  expect(accessFor(ROLE_PERMISSIONS.administrator, ['policy:write', 'user:write'])).toEqual({
    allowed: true,
    reason: '',
  })
  expect(accessFor([], 'signed-in').allowed).toBe(true)
})
