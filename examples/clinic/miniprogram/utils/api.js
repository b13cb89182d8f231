const BASE = 'https://api.qinghuai.cn/v1';

/** One call of the clinic's own service; rejects with a sentence that can be shown. */
function call(path, data, method) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: `https://api.qinghuai.cn/v1${path}`,
      method: method || 'GET',
      data,
      timeout: 8000,
      success(answer) {
        if (answer.statusCode >= 200 && answer.statusCode < 300) {
          resolve(answer.data);
        } else {
          reject(new Error(`服务暂时不可用（${answer.statusCode}），请稍后再试。`));
        }
      },
      fail() {
        reject(new Error('网络不通，请检查网络后再试。'));
      },
    });
  });
}

module.exports = {
  BASE,
  departments: () => call('/departments'),
  slots: (department, day) => call('/slots', { department, day }),
  book: (slot, phoneToken) => call('/bookings', { slot, phoneToken }, 'POST'),
  bookings: (phoneToken) => call('/bookings', { phoneToken }),
};
