import { type Bus, BusError } from '@flowgate/shared'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

export interface BusUnderTest {
  /** Two ways onto one bus: what one sends the other must get. May be the same. */
  readonly here: Bus
  readonly there: Bus
  close(): Promise<void>
}

const failureOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => 'no error',
    (reason: unknown) => reason,
  )
  return error instanceof BusError ? error.failure : String(error)
}

/** What every implementation of `Bus` promises. A new one is done when it passes. */
export const busConformance = (
  name: string,
  open: (onError: (error: unknown, subject: string) => void) => BusUnderTest,
): void => {
  describe(`bus ${name}`, () => {
    const onError = vi.fn()
    let bus: BusUnderTest

    beforeEach(() => {
      onError.mockReset()
      bus = open(onError)
    })
    afterEach(() => bus.close())

    /** Waits until all that `there` asked for before is in force. */
    const settled = async (): Promise<void> => {
      const done = bus.there.serve('conformance.settled', () => null)
      await vi.waitFor(() => bus.here.request('conformance.settled', null))
      done.close()
    }

    test('messages arrive in the order they were published', async () => {
      const seen: unknown[] = []
      bus.there.subscribe('numbers', (payload) => seen.push(payload))
      await settled()
      for (let number = 0; number < 200; number += 1) bus.here.publish('numbers', number)
      await vi.waitFor(() => expect(seen).toHaveLength(200))
      expect(seen).toEqual(Array.from({ length: 200 }, (_, number) => number))
    })

    test('every subscriber gets a message, none of another subject', async () => {
      const seen: string[] = []
      bus.there.subscribe('a', (payload) => seen.push(`first ${payload}`))
      bus.there.subscribe('a', (payload) => seen.push(`second ${payload}`))
      bus.there.subscribe('b', (payload) => seen.push(`other ${payload}`))
      await settled()
      bus.here.publish('a', 1)
      bus.here.publish('b', 2)
      await vi.waitFor(() => expect(seen).toEqual(['first 1', 'second 1', 'other 2']))
    })

    test('a handler that throws harms neither the others nor the next message', async () => {
      const seen: unknown[] = []
      bus.there.subscribe('a', () => {
        throw new Error('handler is broken')
      })
      bus.there.subscribe('a', (payload) => seen.push(payload))
      await settled()
      bus.here.publish('a', 1)
      bus.here.publish('a', 2)
      await vi.waitFor(() => expect(seen).toEqual([1, 2]))
      expect(onError).toHaveBeenCalledTimes(2)
    })

    test('no handler runs inside the call that caused it', () => {
      const seen: unknown[] = []
      bus.here.subscribe('a', (payload) => seen.push(payload))
      bus.here.watch('k', (value) => seen.push(value))
      bus.here.publish('a', 1)
      bus.here.put('k', 2)
      expect(seen).toEqual([])
    })

    test('a closed subscription gets nothing more', async () => {
      const seen: unknown[] = []
      const subscription = bus.there.subscribe('a', (payload) => seen.push(payload))
      await settled()
      bus.here.publish('a', 1)
      await vi.waitFor(() => expect(seen).toEqual([1]))
      subscription.close()
      subscription.close()
      await settled()
      bus.here.publish('a', 2)
      await settled()
      expect(seen).toEqual([1])
    })

    test('a request is answered', async () => {
      bus.there.serve('double', async (payload) => Number(payload) * 2)
      await settled()
      expect(await bus.here.request('double', 21)).toBe(42)
    })

    test('requests run side by side', async () => {
      const release: (() => void)[] = []
      bus.there.serve('slow', (payload) => new Promise((resolve) => release.push(() => resolve(payload))))
      await settled()
      const answers = Promise.all([bus.here.request('slow', 1), bus.here.request('slow', 2)])
      await vi.waitFor(() => expect(release).toHaveLength(2))
      for (const go of release.reverse()) go()
      expect(await answers).toEqual([1, 2])
    })

    test('each request goes to one of several servers', async () => {
      const served = { first: 0, second: 0 }
      bus.there.serve('work', () => (served.first += 1))
      bus.there.serve('work', () => (served.second += 1))
      await settled()
      for (let count = 0; count < 10; count += 1) await bus.here.request('work', null)
      expect(served).toEqual({ first: 5, second: 5 })
    })

    test('a request that nobody serves fails at once and says so', async () => {
      expect(await failureOf(bus.here.request('nobody', null))).toBe('no-server')
      const server = bus.there.serve('gone', () => 1)
      await settled()
      server.close()
      await settled()
      expect(await failureOf(bus.here.request('gone', null))).toBe('no-server')
    })

    test('a request whose server throws fails with its message', async () => {
      bus.there.serve('broken', () => {
        throw new Error('disk is full')
      })
      await settled()
      await expect(bus.here.request('broken', null)).rejects.toThrow('disk is full')
      expect(await failureOf(bus.here.request('broken', null))).toBe('failed')
    })

    test('a request without an answer ends after its time', async () => {
      bus.there.serve('silent', () => new Promise(() => {}))
      await settled()
      expect(await failureOf(bus.here.request('silent', null, { timeoutMs: 20 }))).toBe('timeout')
    })

    test('queued messages wait for their consumer and arrive in order', async () => {
      for (let number = 0; number < 50; number += 1) await bus.here.enqueue('jobs', number)
      const seen: unknown[] = []
      bus.there.consume('jobs', async (payload) => void seen.push(payload))
      await vi.waitFor(() => expect(seen).toHaveLength(50))
      expect(seen).toEqual(Array.from({ length: 50 }, (_, number) => number))
    })

    test('a queued message comes again until its handler took it, before those behind it', async () => {
      const seen: string[] = []
      let failures = 2
      bus.there.consume('jobs', async (payload) => {
        if (payload === 'hard' && failures > 0) {
          failures -= 1
          throw new Error('database is away')
        }
        seen.push(String(payload))
      })
      await bus.here.enqueue('jobs', 'hard')
      await bus.here.enqueue('jobs', 'easy')
      await vi.waitFor(() => expect(seen).toEqual(['hard', 'easy']))
    })

    test('two consumers share the messages, each goes to one of them', async () => {
      const seen: unknown[] = []
      bus.there.consume('jobs', async (payload) => void seen.push(payload))
      bus.there.consume('jobs', async (payload) => void seen.push(payload))
      for (let number = 0; number < 20; number += 1) await bus.here.enqueue('jobs', number)
      await vi.waitFor(() => expect(seen).toHaveLength(20))
      expect(new Set(seen).size).toBe(20)
    })

    test('a message whose consumer left goes to the next one', async () => {
      const leaving = bus.there.consume('jobs', async () => {
        throw new Error('not able to')
      })
      await bus.here.enqueue('jobs', 'job')
      await vi.waitFor(() => expect(onError).toHaveBeenCalled())
      leaving.close()
      const seen: unknown[] = []
      bus.there.consume('jobs', async (payload) => void seen.push(payload))
      await vi.waitFor(() => expect(seen).toEqual(['job']))
    })

    test('a watcher sees the last value first, then each change in order', async () => {
      bus.here.put('wanted', 1)
      bus.here.put('wanted', 2)
      await settled()
      const seen: unknown[] = []
      bus.there.watch('wanted', (value) => seen.push(value))
      await vi.waitFor(() => expect(seen).toEqual([2]))
      bus.here.put('wanted', 3)
      bus.here.put('wanted', 4)
      await vi.waitFor(() => expect(seen).toEqual([2, 3, 4]))
      const late: unknown[] = []
      const watcher = bus.there.watch('wanted', (value) => late.push(value))
      await vi.waitFor(() => expect(late).toEqual([4]))
      watcher.close()
      bus.here.put('wanted', 5)
      await vi.waitFor(() => expect(seen).toEqual([2, 3, 4, 5]))
      expect(late).toEqual([4])
    })

    test('a key without value gives a watcher nothing', async () => {
      const seen: unknown[] = []
      bus.there.watch('empty', (value) => seen.push(value))
      await settled()
      expect(seen).toEqual([])
    })

    test('closing ends waiting requests and refuses new ones', async () => {
      bus.there.serve('silent', () => new Promise(() => {}))
      await settled()
      const waiting = failureOf(bus.here.request('silent', null))
      await bus.here.close()
      expect(await waiting).toBe('closed')
      expect(await failureOf(bus.here.request('silent', null))).toBe('closed')
      expect(await failureOf(bus.here.enqueue('jobs', null))).toBe('closed')
    })
  })
}
