import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../platform/http/principal.js';
import { sendPage } from './pages/send-page.js';
import { FollowCardLink } from './use-cases/follow-card-link.js';
import { FollowPayLink } from './use-cases/follow-pay-link.js';

/** For customers in their browsers: the token in the address is all that they have and need. */
@ApiExcludeController()
@Controller()
@Public()
export class LinkPagesController {
  constructor(
    private readonly followPayLink: FollowPayLink,
    private readonly followCardLink: FollowCardLink,
  ) {}

  @Get('pay/:token')
  async pay(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return sendPage(reply, await this.followPayLink.execute(token));
  }

  @Get('card/:token')
  async card(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return sendPage(reply, await this.followCardLink.execute(token));
  }
}
