import { AppError } from '@flowgate/shared'
import { Router } from 'express'
import type { Authenticator } from './authenticator.ts'
import type { Base } from './base.ts'

const patienceMs = 2_000

const within = async <T>(work: Promise<T>, what: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} did not answer within ${patienceMs / 1000} s`)),
      patienceMs,
    )
  })
  try {
    return await Promise.race([work, tooLong])
  } finally {
    clearTimeout(timer)
  }
}

const failureOf = (result: PromiseSettledResult<unknown>): string =>
  result.status === 'fulfilled' ? 'ok' : 'failed'

const isLoopback = (address: string | undefined): boolean =>
  address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1'

/** For supervisors and Prometheus. Says that something is wrong, not what: details are in the log. */
export const healthRoutes = (
  base: Base,
  authenticator: Authenticator,
  isStarted: () => boolean = () => true,
): Router => {
  const router = Router()
  const { pool, bus, log, stopping, metrics } = base

  const checkDatabase = async () => {
    const { rows } = await pool.query<{ unfinished: number }>(
      'SELECT count(*)::int AS unfinished FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL',
    )
    if (rows[0]?.unfinished !== 0) throw new Error('a migration has not finished')
  }
  const checkBus = () =>
    new Promise<void>((resolve, reject) => {
      const subject = `health.${base.ids.uuid()}`
      const subscription = bus.subscribe(subject, () => {
        subscription.close()
        resolve()
      })
      const timer = setTimeout(() => {
        subscription.close()
        reject(new Error('the bus delivers nothing'))
      }, patienceMs)
      timer.unref()
      bus.publish(subject, null)
    })

  router.get('/healthz', (_request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'ok' })
  })

  router.get('/readyz', async (_request, response) => {
    const [database, messages] = await Promise.allSettled([
      within(checkDatabase(), 'the database'),
      within(checkBus(), 'the bus'),
    ])
    const checks = {
      database: failureOf(database),
      bus: failureOf(messages),
      start: isStarted() ? 'finished' : 'going on',
      shutdown: stopping.aborted ? 'begun' : 'no',
    }
    for (const result of [database, messages])
      if (result.status === 'rejected') log.warn({ err: result.reason }, 'not ready')
    const failed = database.status === 'rejected' || messages.status === 'rejected'
    if (failed || stopping.aborted || !isStarted())
      throw new AppError('not_ready', { detail: 'the Manager is not ready', context: { checks } })
    response.set('cache-control', 'no-store').json({ status: 'ready', checks })
  })

  router.get('/metrics', async (request, response) => {
    const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded
    if (!isLoopback(request.socket.remoteAddress) || forwarded !== undefined) {
      const known = await authenticator.authenticate(request.headers)
      if (known === null)
        throw new AppError('unauthenticated', { detail: 'from another machine, metrics need an API token' })
      if (!known.actor.permissions.has('fleet:read'))
        throw new AppError('forbidden', {
          detail: 'metrics need `fleet:read`',
          context: { missing: ['fleet:read'] },
        })
    }
    const text = await metrics.registry.metrics()
    response.set({ 'content-type': metrics.registry.contentType, 'cache-control': 'no-store' }).send(text)
  })
  return router
}
