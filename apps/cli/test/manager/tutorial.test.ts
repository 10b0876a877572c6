import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import {
  CHILD_PASSWORD,
  type ManagerChild,
  newDataDir,
  removeDataDir,
  startManagerChild,
} from '../../../api/test/support/manager-child.ts'
import { commandsUnder } from './page.ts'
import { newShell, type Shell } from './shell.ts'

const folders = [newDataDir(), newDataDir()] as const
let manager: ManagerChild
let empty: ManagerChild
let shell: Shell
beforeAll(async () => {
  ;[manager, empty] = await Promise.all([
    startManagerChild(folders[0], { FLOWGATE_DEMO: 'acme' }),
    startManagerChild(folders[1]),
  ])
  shell = newShell()
})
afterAll(async () => {
  await Promise.all([manager?.stop(), empty?.stop()])
  for (const folder of folders) removeDataDir(folder)
})

const line = (commands: readonly string[], start: string): string => {
  const found = commands.find((command) => command.startsWith(start))
  if (found === undefined) throw new Error(`docs/cli.md does not show \`${start}\``)
  return found
}
/** The page's line, at the address of a test's Manager. */
const at = (command: string, { url }: ManagerChild): string => command.replace('http://127.0.0.1:8080', url)

const stored = (where = shell): { url: string; token?: string; cookie?: string } =>
  JSON.parse(readFileSync(join(where.home, '.config/flowgate/sign-in.json'), 'utf8'))

const signInAs = async (where: Shell, which: ManagerChild) => {
  writeFileSync(join(where.home, 'password.txt'), `${CHILD_PASSWORD}\n`, { mode: 0o600 })
  const done = await where.run(at(line(commandsUnder('Signing in'), 'flowgate login'), which))
  expect(done).toMatchObject({ code: 0, stderr: '' })
}

describe('the page that teaches the command', () => {
  it('signs in as it says, and keeps the token readable by its owner alone', async () => {
    await signInAs(shell, manager)
    expect(statSync(join(shell.home, '.config/flowgate/sign-in.json')).mode & 0o777).toBe(0o600)
    expect(statSync(join(shell.home, '.config/flowgate')).mode & 0o777).toBe(0o700)
    const { url, token } = stored()
    expect(url).toBe(manager.url)
    expect(token).toMatch(/^fgt_/)
    const who = await shell.run(line(commandsUnder('Signing in'), 'flowgate whoami'))
    expect(who.code).toBe(0)
    expect(who.stdout).toContain('<admin@flowgate.local>')
    expect(JSON.stringify(who)).not.toContain(token)
  })

  it('stops two virtual machines from talking in five minutes, word for word', async () => {
    const commands = commandsUnder('Five minutes')
    const test = line(commands, 'flowgate test ping')
    const before = await shell.run(test)
    expect(before.code).toBe(0)
    expect(before.stdout).toMatch(/^PASSED: /)

    const edits = commands.slice(0, commands.indexOf(line(commands, 'flowgate policy deploy')))
    expect(edits).toHaveLength(5)
    for (const command of edits) expect(await shell.run(command)).toMatchObject({ code: 0, stderr: '' })
    expect((await shell.run(test)).code).toBe(0)
    const changes = await shell.run('flowgate draft changes')
    expect(changes.stdout).toMatch(/VM1_SG[\s\S]*VM2_SG[\s\S]*Block_VM1_to_VM2/)
    expect((await shell.run(`${test} --draft`)).code).toBe(1)

    const deployed = await shell.run(line(commands, 'flowgate policy deploy'))
    expect(deployed.stdout).toMatch(/^published revision 2; (\d+)\/\1 hosts realized it\n$/)
    expect(deployed).toMatchObject({ code: 0, stderr: '' })
    const after = await shell.run(test)
    expect(after.code).toBe(1)
    expect(after.stdout).toMatch(
      /^DENIED \(dropped\): .*\(.*\) -> .*\n.*\n[\s\S]*"Block_VM1_to_VM2"[\s\S]*category application/,
    )
    expect((await shell.run(`${test} --trail`)).stdout).toMatch(/rule "Block_VM1_to_VM2".*: matches/)
    // The other direction is nobody's business.
    expect((await shell.run('flowgate test ping --from vm-456 --to vm-123')).code).toBe(0)
  })

  it('prints the API’s own objects as JSON and YAML', async () => {
    const json = await shell.run('flowgate -o json security-group get VM1_SG')
    const yaml = await shell.run('flowgate security-group get VM1_SG --output yaml')
    expect(JSON.parse(json.stdout)).toMatchObject({
      id: 'VM1_SG',
      name: 'VM1_SG',
      description: 'Security Group for VM1',
      memberCount: 1,
    })
    expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout))
    const test = await shell.run('flowgate -o json test ping --from vm-123 --to vm-456')
    expect(test.code).toBe(1)
    expect(JSON.parse(test.stdout)).toMatchObject({
      verdict: { action: 'drop' },
      answeredBy: [
        { point: 'source', revision: 2 },
        { point: 'destination', revision: 2 },
      ],
    })
  })

  it('refuses a name that is taken, and undoes what it can', async () => {
    const again = await shell.run('flowgate security-group create --name "vm1_sg"')
    expect(again).toMatchObject({ code: 7, stdout: '' })
    expect(again.stderr).toMatch(/^error: .*vm1_sg/i)
    const used = await shell.run('flowgate security-group delete VM1_SG')
    expect(used.code).toBe(7)
    expect(used.stderr).toMatch(/used by .*Block_VM1_to_VM2/)
    expect((await shell.run('flowgate security-group create --name Spare')).code).toBe(0)
    expect((await shell.run('flowgate draft undo')).code).toBe(0)
    expect((await shell.run('flowgate security-group get Spare --draft mine')).code).toBe(6)
  })

  it('tells an analyst who could do it', async () => {
    const created = await shell.run(
      'flowgate user create --email ana@flowgate.local --name Ana --role security-analyst --password-stdin',
      { input: 'first-password-of-ana\n' },
    )
    expect(created).toMatchObject({ code: 0, stderr: '' })
    const hers = newShell()
    const login = await hers.run(
      `flowgate login --url ${manager.url} --email ana@flowgate.local --password-stdin`,
      { input: 'first-password-of-ana\n' },
    )
    expect(login).toMatchObject({ code: 0, stderr: '' })
    // Her role has no API tokens: a session does.
    expect(stored(hers)).toMatchObject({ cookie: expect.any(String) })
    const edit = await hers.run('flowgate security-group create --name Hers')
    expect(edit).toMatchObject({ code: 5, stdout: '' })
    expect((await hers.run('flowgate logout')).code).toBe(0)
    expect((await hers.run(`FLOWGATE_URL=${manager.url} flowgate whoami`)).code).toBe(4)
  })

  it('carries an estate to another Manager, byte for byte', async () => {
    const commands = commandsUnder('Policy as code')
    const [exported, plan, apply] = ['flowgate export', 'flowgate plan', 'flowgate apply'].map((start) =>
      line(commands, start),
    ) as [string, string, string]
    const nothing = await shell.run(`${exported} && ${plan}`)
    expect(nothing).toEqual({ code: 0, stdout: '', stderr: 'no changes\n' })
    const estate = readFileSync(join(shell.home, 'estate.yaml'), 'utf8')
    expect(estate).toContain('Block_VM1_to_VM2')

    const there = newShell()
    await signInAs(there, empty)
    writeFileSync(join(there.home, 'estate.yaml'), estate)
    const planned = await there.run(plan)
    expect(planned.code).toBe(1)
    expect(planned.stdout).toContain('+ workload vm-123')
    const applied = await there.run(apply)
    expect(applied.stdout).toMatch(/published revision 1; (\d+)\/\1 hosts realized it\n$/)
    expect(applied).toMatchObject({ code: 0, stderr: '' })
    expect((await there.run('flowgate export > again.yaml')).code).toBe(0)
    expect(readFileSync(join(there.home, 'again.yaml'), 'utf8')).toBe(estate)
    expect((await there.run(plan)).code).toBe(0)
    expect((await there.run(apply)).stdout).toBe('no changes\n')
    expect((await there.run('flowgate test ping --from vm-123 --to vm-456')).code).toBe(1)
  })

  it('imports flow records once, tells the bad lines, and takes them away again', async () => {
    const now = Math.floor(Date.now() / 1_000) - 7_200
    const record = (port: number, destination = '10.99.0.2') =>
      `2 123456789010 eni-1235b8ca 10.99.0.1 ${destination} 49152 ${port} 6 20 4249 ${now} ${now + 10} ACCEPT OK`
    const lines = [record(443), record(80), record(22, 'nowhere'), 'not a record', record(443)]
    writeFileSync(join(shell.home, 'vpc-flow-logs'), `${lines.join('\n')}\n`)
    const first = await shell.run('flowgate flows import vpc-flow-logs')
    expect(first.code).toBe(0)
    const [, id] = first.stdout.match(/^imported 3 records as 2 flows \(import (\S+)\); 2 bad lines\n$/) ?? []
    expect(id).toBeDefined()
    expect(first.stderr).toMatch(/line 3: .*nowhere[\s\S]*line 4: /)
    const again = await shell.run('gzip -k vpc-flow-logs && flowgate flows import vpc-flow-logs.gz')
    expect(again.code).toBe(0)
    expect(again.stderr).toContain('was imported before: nothing changed')
    expect(again.stdout).toContain(`import ${id}`)
    const list = 'flowgate -o json flows list --source addr:10.99.0.1'
    expect(JSON.parse((await shell.run(list)).stdout)).toHaveLength(2)
    expect(await shell.run(`flowgate flows undo ${id}`)).toMatchObject({
      code: 0,
      stdout: 'took away 2 flows of vpc-flow-logs\n',
    })
    expect(JSON.parse((await shell.run(list)).stdout)).toEqual([])
  })

  it('signs out: the token is worth nothing any more', async () => {
    const { token } = stored()
    const ask = () =>
      fetch(`${manager.url}/api/v1/auth/session`, { headers: { authorization: `Bearer ${token}` } })
    expect((await ask()).status).toBe(200)
    expect(await shell.run(line(commandsUnder('Signing in'), 'flowgate logout'))).toMatchObject({
      code: 0,
      stdout: 'signed out\n',
    })
    expect((await ask()).status).toBe(401)
    expect(() => stored()).toThrow('ENOENT')
    const after = await shell.run(`FLOWGATE_URL=${manager.url} flowgate whoami`)
    expect(after.code).toBe(4)
    expect(after.stderr).toContain('flowgate login')
  })
})
