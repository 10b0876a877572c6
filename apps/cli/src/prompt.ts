import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { EXIT } from './exit-codes.ts'
import { Failure } from './failure.ts'

const ask = (question: string, hidden: boolean): Promise<string> => {
  if (!process.stdin.isTTY)
    throw new Failure(EXIT.usage, `nobody is there to answer \`${question.trim()}\``, [
      'give it as an option; a password through --password-stdin',
    ])
  // A hidden answer is read with nothing to echo it to.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stderr,
    terminal: true,
  })
  if (hidden) process.stderr.write(question)
  return new Promise((resolve, reject) => {
    reader.once('SIGINT', () => {
      reader.close()
      reject(new Failure(EXIT.interrupted, 'interrupted'))
    })
    reader.question(hidden ? '' : question, (answer) => {
      reader.close()
      if (hidden) process.stderr.write('\n')
      resolve(answer)
    })
  })
}

export const prompt = (question: string): Promise<string> => ask(question, false)
export const promptHidden = (question: string): Promise<string> => ask(question, true)
