import { join } from 'node:path'
import type { VpcConfig } from '../aws/config.ts'
import { connectivityDifferences } from '../aws/connectivity.ts'
import { LINTS, lintSections } from '../aws/lint.ts'
import { jsonOf, namesIn, textOf } from '../support/files.ts'
import { createCases, type SuiteReport } from '../support/report.ts'

/** `aws_sg_1_all_vpcs_.txt`, `aws_sg_1_Lint`: answers about `input_aws_sg_1.json`. */
export function awsVpc(folder: string): SuiteReport {
  const cases = createCases('02-rules-aws-vpc')
  const inputs = namesIn(join(folder, 'input'))
    .flatMap((file) => /^input_(.+)\.json$/.exec(file)?.[1] ?? [])
    .toSorted((a, b) => b.length - a.length)
  /** Lint reports write `aws_acl1` where the input is `aws_acl_1`. */
  const short = (name: string): string => name.replaceAll('_', '')
  const inputOf = (file: string): VpcConfig | null => {
    const name = inputs.find((each) => short(file).startsWith(short(each)))
    return name === undefined ? null : jsonOf<VpcConfig>(folder, 'input', `input_${name}.json`)
  }
  const reports = join(folder, 'expected/analysis_out')
  for (const file of namesIn(reports)) {
    const config = inputOf(file)
    if (config === null) cases.skip(file, 'its input is not in the folder')
    else if (!('security_groups' in config)) cases.skip(file, 'an export of another cloud')
    else cases.check(file, () => connectivityDifferences(config, textOf(join(reports, file))))
  }
  const lints = join(folder, 'expected/lint_out')
  for (const file of namesIn(lints)) {
    const config = inputOf(file)
    if (config === null) cases.skip(file, 'its input is not in the folder')
    else if (!('security_groups' in config)) cases.skip(file, 'an export of another cloud')
    else
      for (const section of lintSections(textOf(join(lints, file)))) {
        const known = LINTS.find(({ title }) => title.test(section.title))
        const name = `${file}: ${section.title}`
        if (known === undefined) cases.skip(name, 'it is about answers to connections, not about rules')
        else cases.check(name, () => known.check(config, section))
      }
  }
  return cases.report()
}
