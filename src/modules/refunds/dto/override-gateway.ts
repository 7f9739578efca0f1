import { BooleanField } from '../../../platform/http/fields.js';

/** The one way past `gateway_cannot`. */
export function OverrideGatewayField(): PropertyDecorator {
  return BooleanField({
    description:
      'Send it although the gateway is said not to be able to (`gateway_cannot`): when you know better than the list of gateways.',
    example: false,
    optional: true,
  });
}
