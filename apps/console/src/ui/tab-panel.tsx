import type { ReactNode } from 'react'

/** For `tabContentId` of tabs whose content lies below them instead of in them. */
export const TAB_PANEL_ID = 'tab-panel'

export const TabPanel = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div role="tabpanel" id={TAB_PANEL_ID} aria-label={label} className="fg-stack">
    {children}
  </div>
)
