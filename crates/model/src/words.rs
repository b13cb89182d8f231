//! Names of states and steps in sentences: the wire keeps its own words, people read these.

/// Wire word and its Chinese.
const ZH: &[(&str, &str)] = &[
    // States.
    ("abandoned", "已放弃"),
    ("acknowledged", "处理中"),
    ("active", "正常"),
    ("amount", "待确认金额"),
    ("approved", "已通过"),
    ("closed", "已关闭"),
    ("declined", "已拒绝"),
    ("discarded", "已作废"),
    ("documents", "待提交证照"),
    ("documents_review", "证照审核中"),
    ("draft", "草稿"),
    ("erased", "已注销"),
    ("expired", "已到期"),
    ("face", "待人脸核身"),
    ("face_review", "人脸比对中"),
    ("frozen", "已冻结"),
    ("full", "已全量"),
    ("gray", "灰度中"),
    ("halted", "已暂停"),
    ("in_review", "审核中"),
    ("lapsed", "超时关闭"),
    ("live", "线上"),
    ("open", "待处理"),
    ("ordered", "待付款"),
    ("paid", "已付款"),
    ("passed", "已通过"),
    ("pending", "待激活"),
    ("refund_due", "待退款"),
    ("refunded", "已退款"),
    ("refused", "被驳回"),
    ("released", "已释放"),
    ("replaced", "已被替换"),
    ("resolved", "已解决"),
    ("rolling", "灰度中"),
    ("suspended", "已停用"),
    ("transfer", "等待打款"),
    ("transfer_redo", "等待重新打款"),
    ("verified", "已确认"),
    ("waiting", "等待中"),
    ("withdrawn", "已撤回"),
    ("done", "已完成"),
    ("offered", "等待接受"),
    ("proving", "等待验证码"),
    // Steps.
    ("abandon", "放弃"),
    ("accept", "接受"),
    ("acknowledge", "着手处理"),
    ("activate", "激活"),
    ("check", "检查"),
    ("claim", "领取"),
    ("close", "关闭"),
    ("confirm", "确认"),
    ("create a higher version", "创建更高版本"),
    ("decide", "作出决定"),
    ("decline", "拒绝"),
    ("discard", "作废"),
    ("edit", "修改"),
    ("enter amount", "填写金额"),
    ("erase", "注销"),
    ("expire", "到期"),
    ("failed", "登记退汇"),
    ("finish", "全量"),
    ("halt", "暂停"),
    ("lapse", "超时关闭"),
    ("order again", "重新申请"),
    ("overdue", "逾期"),
    ("owe back", "转入待退款"),
    ("pay", "付款"),
    ("prove", "填回验证码"),
    ("refund", "退款"),
    ("release", "放回"),
    ("release again", "再次发布"),
    ("remove", "移除"),
    ("reopen", "重新打开"),
    ("replace", "替换"),
    ("resolve", "解决"),
    ("restore", "恢复"),
    ("resume", "恢复"),
    ("roll back to it", "回滚到此版本"),
    ("sent", "登记打款"),
    ("submit", "提交"),
    ("submit another", "提交另一个"),
    ("submit documents", "提交证照"),
    ("submit face", "提交人脸"),
    ("suspend", "停用"),
    ("take back", "收回"),
    ("widen", "放宽"),
    ("withdraw", "撤回"),
];

/// A state or step in Chinese; a word that nobody named stays as it is.
pub(crate) fn zh(word: &str) -> &str {
    ZH.iter().find(|(w, _)| *w == word).map_or(word, |(_, zh)| zh)
}

/// A state or step in English.
pub(crate) fn en(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_stands_twice_and_each_is_chinese() {
        for (i, (word, name)) in ZH.iter().enumerate() {
            assert!(ZH[..i].iter().all(|(w, _)| w != word), "{word} stands twice");
            assert!(!name.is_ascii(), "{word}");
        }
        assert_eq!((zh("in_review"), en("in_review").as_str()), ("审核中", "in review"));
    }
}
