import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ schema: 'naive', name: 'customers' })
export class Customer {
  @PrimaryGeneratedColumn() id: number;
  @Column('text') name: string;
  @Column('text') email: string;
}

@Entity({ schema: 'naive', name: 'cards' })
export class Card {
  @PrimaryGeneratedColumn() id: number;
  @Column('text') token: string;
  @ManyToOne(() => Customer) @JoinColumn({ name: 'customer_id' }) customer: Customer;
}

@Entity({ schema: 'naive', name: 'plans' })
export class Plan {
  @PrimaryGeneratedColumn() id: number;
  @Column('text') name: string;
  @Column('numeric', { precision: 12, scale: 3 }) amount: string;
  @Column('text') currency: string;
}

@Entity({ schema: 'naive', name: 'subscriptions' })
export class Subscription {
  @PrimaryGeneratedColumn() id: number;
  @Column('text') status: string;
  @Column('timestamptz', { name: 'next_billing_at' }) nextBillingAt: Date;
  @ManyToOne(() => Customer) @JoinColumn({ name: 'customer_id' }) customer: Customer;
  @ManyToOne(() => Card) @JoinColumn({ name: 'card_id' }) card: Card;
  @ManyToOne(() => Plan) @JoinColumn({ name: 'plan_id' }) plan: Plan;
}

@Entity({ schema: 'naive', name: 'invoices' })
export class Invoice {
  @PrimaryGeneratedColumn() id: number;
  @Column('text') number: string;
  @Column('text') status: string;
  @Column('numeric', { precision: 12, scale: 3 }) total: string;
  @Column('text') currency: string;
  @Column('timestamptz', { name: 'period_start' }) periodStart: Date;
  @Column('timestamptz', { name: 'period_end' }) periodEnd: Date;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'paid_at', nullable: true }) paidAt: Date | null;
  @ManyToOne(() => Subscription) @JoinColumn({ name: 'subscription_id' }) subscription: Subscription;
  @OneToMany(() => InvoiceItem, (item) => item.invoice, { cascade: true }) items: InvoiceItem[];
}

@Entity({ schema: 'naive', name: 'invoice_items' })
export class InvoiceItem {
  @PrimaryGeneratedColumn() id: number;
  @Column('text') description: string;
  @Column('numeric', { precision: 12, scale: 3 }) amount: string;
  @ManyToOne(() => Invoice, (invoice) => invoice.items) @JoinColumn({ name: 'invoice_id' }) invoice: Invoice;
}

@Entity({ schema: 'naive', name: 'payments' })
export class Payment {
  @PrimaryGeneratedColumn() id: number;
  @Column('text', { name: 'order_no' }) orderNo: string;
  @Column('text') status: string;
  @Column('numeric', { precision: 12, scale: 3 }) amount: string;
  @Column('text', { name: 'session_id', nullable: true }) sessionId: string | null;
  @Column('text', { nullable: true }) reference: string | null;
  @ManyToOne(() => Invoice) @JoinColumn({ name: 'invoice_id' }) invoice: Invoice;
}

export const ENTITIES = [Customer, Card, Plan, Subscription, Invoice, InvoiceItem, Payment];
