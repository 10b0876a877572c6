/**
 * Runs inside a workload's network namespace for as long as the lab stands. Listens on the ports and addresses named on the command
 * line (TCP and UDP) and sends what it is told to send. Commands come as JSON lines on standard input, what
 * happened goes out as JSON lines.
 */
import { spawn } from 'node:child_process'
import dgram from 'node:dgram'
import net from 'node:net'
import { createInterface } from 'node:readline'

const { ports, addresses } = JSON.parse(process.argv[2] ?? '')
const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`)

/** Connections that others opened to us, by `address port`. */
const accepted = new Map()
/** UDP listeners by `address port`: an answer leaves from the address that was asked. */
const listeners = new Map()
/** What we have under way, by probe id: a function that ends it. */
const underway = new Map()
/** What we hold open, by probe id: a function that sends once more. */
const held = new Map()

const plain = (address) => address.replace(/^::ffff:/, '')

const listenTcp = (port) =>
  new Promise((resolve, reject) => {
    const server = net.createServer({ noDelay: true }, (socket) => {
      const peer = `${plain(socket.remoteAddress ?? '')} ${socket.remotePort}`
      accepted.set(peer, socket)
      socket.on('data', (data) => {
        const text = data.toString()
        tell({ event: 'heard', word: text })
        socket.write(`!${text}`)
      })
      socket.on('error', () => {})
      socket.on('close', () => accepted.delete(peer))
    })
    server.on('error', reject)
    server.listen({ port, host: '::', backlog: 511 }, resolve)
  })

const listenUdp = (address, port) =>
  new Promise((resolve, reject) => {
    const socket = dgram.createSocket(address.includes(':') ? 'udp6' : 'udp4')
    socket.on('error', reject)
    socket.on('message', (data, from) => {
      const text = data.toString()
      tell({ event: 'heard', word: text })
      socket.send(`!${text}`, from.port, from.address, () => {})
    })
    socket.bind({ port, address }, () => {
      listeners.set(`${address} ${port}`, socket)
      resolve(undefined)
    })
  })

/** Says how a probe ended, once. */
const ender = (id, stop) => {
  let over = false
  const end = (outcome) => {
    if (over) return
    over = true
    underway.delete(id)
    tell({ event: 'ended', id, outcome })
  }
  underway.set(id, () => {
    stop()
    end('silent')
  })
  return end
}

const REFUSALS = { EHOSTUNREACH: 'prohibited', EACCES: 'prohibited', ECONNREFUSED: 'refused' }

const commands = {
  tcp({ id, from, fromPort, to, toPort, hold }) {
    const socket = net.connect({
      host: to,
      port: toPort,
      localAddress: from,
      localPort: fromPort,
      noDelay: true,
    })
    const end = ender(id, () => socket.destroy())
    socket.on('connect', () => {
      if (hold) {
        held.set(id, { send: (word) => socket.write(word), drop: () => socket.resetAndDestroy() })
        socket.on('data', (data) => tell({ event: 'heard', word: data.toString() }))
      } else {
        socket.resetAndDestroy()
      }
      end('connected')
    })
    socket.on('error', ({ code }) => end(REFUSALS[code] ?? code))
  },
  udp({ id, from, fromPort, to, toPort, hold }) {
    const socket = dgram.createSocket({ type: to.includes(':') ? 'udp6' : 'udp4' })
    const close = () => {
      try {
        socket.close()
      } catch {
        // Closed before: an error and an answer can both come.
      }
    }
    const end = ender(id, close)
    socket.on('error', ({ code }) => {
      close()
      held.delete(id)
      end(REFUSALS[code] ?? code)
    })
    socket.on('message', (data) => {
      const text = data.toString()
      if (held.has(id)) tell({ event: 'heard', word: text })
      else if (hold) held.set(id, { send: (word) => socket.send(word), drop: close })
      else close()
      end('connected')
    })
    socket.bind({ port: fromPort, address: from }, () =>
      socket.connect(toPort, to, () => socket.send(`probe ${id}`, () => {})),
    )
  },
  icmp({ id, from, to }) {
    const child = spawn('ping', ['-n', '-c', '1', '-W', '60', '-I', from, to], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    const end = ender(id, () => child.kill('SIGKILL'))
    const read = (chunk) => {
      text += chunk
      if (/filtered|prohibited/i.test(text)) {
        end('prohibited')
        child.kill('SIGKILL')
      }
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('close', (code) => end(code === 0 ? 'connected' : `ping: ${text.trim()}`))
  },
  /** One more packet on what a probe holds open. */
  say({ id, word }) {
    held.get(id)?.send(word)
  },
  /** One packet back on what another workload has opened to us. */
  answer({ protocol, from, fromPort, to, toPort, word }) {
    if (protocol === 'tcp') accepted.get(`${from} ${fromPort}`)?.write(word)
    else listeners.get(`${to} ${toPort}`)?.send(word, fromPort, from, () => {})
  },
  /** Ends what is still under way; what was heard so far has been told before `ended` is. */
  cancel({ ids }) {
    for (const id of ids) underway.get(id)?.()
  },
  /** Ends what is held, here and, by `peers`, what others hold with us: nothing of it is sent again. */
  release({ ids, peers }) {
    for (const peer of peers) accepted.get(peer)?.resetAndDestroy()
    for (const id of ids) {
      held.get(id)?.drop()
      held.delete(id)
    }
    tell({ event: 'released' })
  },
}

await Promise.all(
  ports.flatMap((port) => [listenTcp(port), ...addresses.map((address) => listenUdp(address, port))]),
)
tell({ event: 'ready' })
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  commands[command.op](command)
}
process.exit(0)
