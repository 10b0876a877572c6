import { Bullseye, Spinner } from '@patternfly/react-core'

export const Splash = () => (
  <Bullseye>
    <Spinner aria-label="Loading Flowgate" />
  </Bullseye>
)
