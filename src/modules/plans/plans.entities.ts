import { Plan } from './plan.entity.js';
import { PlanVersion } from './plan-version.entity.js';
import { Price } from './price.entity.js';

export const PLAN_ENTITIES = [Plan, PlanVersion, Price];
