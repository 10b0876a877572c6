import { z } from 'zod'

// The content security policy forbids eval, and zod would try it for every schema. Must be imported before any schema.
z.config({ jitless: true })
