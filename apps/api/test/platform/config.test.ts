import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/platform/config.ts'
import { exitCodes } from '../../src/platform/exit-codes.ts'
import { StartupError } from '../../src/platform/startup-error.ts'

const refused = (env: Record<string, string>): StartupError => {
  try {
    parseConfig(env)
  } catch (error) {
    if (error instanceof StartupError) return error
    throw error
  }
  throw new Error('was not refused')
}

describe('configuration', () => {
  it('needs nothing', () => {
    expect(parseConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      databaseUrl: undefined,
      demo: true,
      logLevel: 'info',
    })
  })

  it('takes a secret that replicas share, and never prints a bad one back', () => {
    const FLOWGATE_AUTH_SECRET = 'mXf4v0QkYc2b9Zr7Lp1tWn8sHd3gJa6e'
    expect(parseConfig({ FLOWGATE_AUTH_SECRET }).authSecret).toBe(FLOWGATE_AUTH_SECRET)
    expect(parseConfig({}).authSecret).toBeUndefined()
    for (const bad of ['hunter2', 'a'.repeat(40), `${FLOWGATE_AUTH_SECRET} x`]) {
      const error = refused({ FLOWGATE_AUTH_SECRET: bad })
      expect(error.message).toContain('FLOWGATE_AUTH_SECRET: the value given (not shown) is refused')
      expect(error.message).not.toContain(bad)
    }
  })

  it('takes empty variables as absent', () => {
    expect(parseConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 8080, databaseUrl: undefined })
  })

  it('lists every refused variable with what came and what would be right', () => {
    const error = refused({ PORT: '99999', LOG_LEVEL: 'loud', FLOWGATE_DEMO: 'maybe' })
    expect(error.exitCode).toBe(exitCodes.configuration)
    expect(error.message).toContain('3 errors')
    expect(error.message).toContain('PORT: `99999` is refused; expected a number from 0 to 65535')
    expect(error.message).toContain('LOG_LEVEL: `loud`')
    expect(error.message).toContain('FLOWGATE_DEMO: `maybe`')
  })

  it.each(['80a', '-1', '1.5', ' 80', '0x50', '65536'])('refuses PORT=%s', (PORT) => {
    expect(refused({ PORT }).message).toContain('PORT')
  })

  it('never prints a secret back', () => {
    const error = refused({ DATABASE_URL: 'mysql://u:hunter2@h/d', FLOWGATE_ADMIN_PASSWORD: 'hunter2' })
    expect(error.message).toContain('DATABASE_URL')
    expect(error.message).toContain('FLOWGATE_ADMIN_PASSWORD')
    expect(error.message).not.toContain('hunter2')
  })
})
