import { ROLE_LABEL } from '@flowgate/shared'
import {
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Gallery,
  PageSection,
} from '@patternfly/react-core'
import { useSession } from '../../../lib/session.ts'
import { toasts } from '../../../lib/toasts.ts'
import { ObjectChip } from '../../../ui/object-chip.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Time } from '../../../ui/text/time.tsx'
import { PasswordForm } from '../components/password-form.tsx'
import { SecondFactorCard } from '../components/second-factor-card.tsx'

export const AccountPage = () => {
  const { user, permissions, expiresAt } = useSession()
  return (
    <>
      <PageHeader title="Account" />
      <PageSection isFilled>
        <Gallery hasGutter minWidths={{ default: '340px' }}>
          <Card>
            <CardTitle component="h2">{user.name}</CardTitle>
            <CardBody>
              <DescriptionList isCompact isHorizontal>
                <DescriptionListGroup>
                  <DescriptionListTerm>E-mail</DescriptionListTerm>
                  <DescriptionListDescription>{user.email}</DescriptionListDescription>
                </DescriptionListGroup>
                <DescriptionListGroup>
                  <DescriptionListTerm>Role</DescriptionListTerm>
                  <DescriptionListDescription>{ROLE_LABEL[user.role]}</DescriptionListDescription>
                </DescriptionListGroup>
                <DescriptionListGroup>
                  <DescriptionListTerm>Sees</DescriptionListTerm>
                  <DescriptionListDescription>
                    {user.scope.length === 0
                      ? 'The whole estate'
                      : user.scope.map((tag) => <ObjectChip key={tag} kind="tag" name={tag} />)}
                  </DescriptionListDescription>
                </DescriptionListGroup>
                <DescriptionListGroup>
                  <DescriptionListTerm>Session ends</DescriptionListTerm>
                  <DescriptionListDescription>
                    <Time at={expiresAt} />
                  </DescriptionListDescription>
                </DescriptionListGroup>
                <DescriptionListGroup>
                  <DescriptionListTerm>Permissions</DescriptionListTerm>
                  <DescriptionListDescription className="fg-mono">
                    {permissions.join(', ')}
                  </DescriptionListDescription>
                </DescriptionListGroup>
              </DescriptionList>
            </CardBody>
          </Card>
          <Card>
            <CardTitle component="h2">Password</CardTitle>
            <CardBody>
              <PasswordForm
                email={user.email}
                onDone={() =>
                  toasts.add({
                    variant: 'success',
                    title: 'Password changed',
                    body: 'Your other sessions have ended.',
                  })
                }
              />
            </CardBody>
          </Card>
          <SecondFactorCard enabled={user.secondFactor} />
        </Gallery>
      </PageSection>
    </>
  )
}
