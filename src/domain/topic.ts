/** Ids of the eight topics in their canonical order, with the labels that rows carry as `source` (DianJin-CSC-Data). */
export const TOPIC_LABELS = {
  'account-transactions': '账户和交易管理',
  'product-inquiry': '产品咨询',
  'technical-support': '技术支持与在线服务',
  'complaints-disputes': '投诉与纠纷解决',
  'marketing-promotions': '营销与推广活动',
  'risk-security': '风险管理与安全',
  'financial-planning': '财务咨询与规划',
  other: '其他',
} as const;
export type TopicId = keyof typeof TOPIC_LABELS;
export const TOPIC_IDS = Object.keys(TOPIC_LABELS) as TopicId[];
