import { MessageChannel } from 'node:worker_threads'
import type { Bus } from '@flowgate/shared'
import { createInProcessBus, createPortBus, servePort } from '../src/index.ts'
import { busConformance } from './support/bus-conformance.ts'

type OnError = (error: unknown, subject: string) => void

const portPair = (onError: OnError): { hub: Bus; client: () => Bus } => {
  const hub = createInProcessBus({ onError })
  return {
    hub,
    client: () => {
      const { port1, port2 } = new MessageChannel()
      servePort(hub, port1)
      return createPortBus(port2, { onError })
    },
  }
}

busConformance('in-process', (onError) => {
  const bus = createInProcessBus({ onError })
  return { here: bus, there: bus, close: () => bus.close() }
})

busConformance('from a worker to its process', (onError) => {
  const { hub, client } = portPair(onError)
  const there = client()
  return { here: hub, there, close: async () => void (await Promise.all([there.close(), hub.close()])) }
})

busConformance('from a process to its worker', (onError) => {
  const { hub, client } = portPair(onError)
  const here = client()
  return { here, there: hub, close: async () => void (await Promise.all([here.close(), hub.close()])) }
})

busConformance('from worker to worker', (onError) => {
  const { hub, client } = portPair(onError)
  const [here, there] = [client(), client()]
  return {
    here,
    there,
    close: async () => void (await Promise.all([here.close(), there.close(), hub.close()])),
  }
})
