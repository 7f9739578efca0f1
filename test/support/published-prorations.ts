import { OF_KILL_BILL } from './kill-bill-prorations.js';
import type { PublishedProration } from './published-proration.js';
import { OF_STRIPE } from './stripe-prorations.js';

export const PUBLISHED: readonly PublishedProration[] = [...OF_STRIPE, ...OF_KILL_BILL];
