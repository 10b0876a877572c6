import {
  Card,
  CardBody,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Label,
  PageSection,
  Title,
} from '@patternfly/react-core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useParams } from 'react-router'
import { formatDuration, plural } from '../../../lib/format.ts'
import { paths } from '../../../lib/paths.ts'
import { ChangeList } from '../../../ui/changes/change-list.tsx'
import { GuardedButton } from '../../../ui/guarded-button.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Failure, LoadingLines } from '../../../ui/states.tsx'
import { CopyMono } from '../../../ui/text/mono.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { compareQuery, revisionQuery, revisionsQuery } from '../api/revisions.ts'
import { RollbackDialog } from '../components/rollback-dialog.tsx'

const CRUMBS = [{ label: 'Revisions', to: paths.revisions() }]
const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <DescriptionListGroup>
    <DescriptionListTerm>{label}</DescriptionListTerm>
    <DescriptionListDescription>{children}</DescriptionListDescription>
  </DescriptionListGroup>
)

export const RevisionPage = () => {
  const number = Number(useParams().revision)
  const { data, error, refetch } = useQuery(revisionQuery(number))
  const head = useQuery(revisionsQuery({ limit: 1 })).data?.items[0]?.number
  const changes = useQuery({
    ...compareQuery(`revision:${data?.parent ?? 0}`, `revision:${number}`),
    enabled: data !== undefined && data.parent !== null,
  })
  const [rollback, setRollback] = useState(false)
  return (
    <>
      <PageHeader
        title={`Revision ${number}`}
        crumbs={CRUMBS}
        badge={head === number ? <Label color="green">published</Label> : null}
        description={data?.note}
        actions={
          <>
            <Link to={paths.policies({ view: `revision:${number}` })}>Its policies</Link>
            <Link to={paths.compare(`revision:${number}`, 'published')}>Compare with published</Link>
            <GuardedButton
              requires="policy:write"
              blocked={head === number ? 'It is what is published.' : null}
              variant="secondary"
              onClick={() => setRollback(true)}
            >
              Roll back to it…
            </GuardedButton>
          </>
        }
      />
      <PageSection isFilled>
        {error ? (
          <Failure title="Could not load the revision" error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <LoadingLines lines={8} />
        ) : (
          <div className="fg-stack">
            <Card isCompact>
              <CardBody>
                <DescriptionList isCompact columnModifier={{ default: '2Col', lg: '3Col' }}>
                  <Fact label="Published">
                    <Time at={data.publishedAt} exact />
                  </Fact>
                  <Fact label="Author">{data.author.name}</Fact>
                  <Fact label="Hash">
                    <span className="fg-wrap">
                      <CopyMono text={data.hash} what="Copy hash" />
                    </span>
                  </Fact>
                  <Fact label="Follows">
                    {data.parent === null ? (
                      'nothing'
                    ) : (
                      <Link to={paths.revision(data.parent)}>r{data.parent}</Link>
                    )}
                    {data.rollbackOf !== null && (
                      <>
                        , content of <Link to={paths.revision(data.rollbackOf)}>r{data.rollbackOf}</Link>
                      </>
                    )}
                  </Fact>
                  <Fact label="Realized">
                    {data.realization.realized} of {data.realization.hosts} hosts
                    {data.realization.p95Ms !== null &&
                      `, 95 % within ${formatDuration(data.realization.p95Ms)}`}
                  </Fact>
                  <Fact label="Holds">
                    {plural(data.counts.rules, 'rule')} in{' '}
                    {plural(data.counts.policies, 'policy', 'policies')},{' '}
                    {plural(data.counts.groups, 'group')}, {plural(data.counts.services, 'service')}
                  </Fact>
                </DescriptionList>
              </CardBody>
            </Card>
            <Title headingLevel="h2" size="md">
              What it changed
            </Title>
            {data.parent === null ? (
              <p>
                The first revision: everything in it is new.{' '}
                <Link to={paths.compare('revision:0', `revision:${number}`)}>See all it holds</Link>
              </p>
            ) : changes.error ? (
              <Failure title="Could not compare" error={changes.error} />
            ) : !changes.data ? (
              <LoadingLines />
            ) : (
              <ChangeList items={changes.data.items} view={`revision:${number}`} />
            )}
          </div>
        )}
      </PageSection>
      {rollback && <RollbackDialog revision={number} onClose={() => setRollback(false)} />}
    </>
  )
}
