import { Global, Module } from '@nestjs/common';
import { EpochGate } from './epoch-gate.js';
import { EpochsRepository } from './epochs.repository.js';
import { ServerIdentityReader } from './server-identity.js';
import { WatchEpoch } from './watch-epoch.js';
import { WitnessFile } from './witness-file.js';

/** Global, because whoever moves money asks it first. */
@Global()
@Module({
  providers: [EpochGate, EpochsRepository, ServerIdentityReader, WatchEpoch, WitnessFile],
  exports: [EpochGate, EpochsRepository, WatchEpoch],
})
export class EpochModule {}
