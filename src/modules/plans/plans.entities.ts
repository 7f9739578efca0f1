import { Plan } from './plan.entity.js';
import { Price } from './price.entity.js';

export const PLAN_ENTITIES = [Plan, Price];
