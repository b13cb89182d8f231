// The recommended rules; `rpx` is a unit, and the elements of a mini program are types.
export default {
  extends: ["stylelint-config-recommended"],
  rules: {
    "unit-no-unknown": [true, { ignoreUnits: ["rpx"] }],
    "declaration-property-value-no-unknown": [true, { ignoreProperties: { "/./": ["/rpx/"] } }],
    "selector-type-no-unknown": null,
    "no-descending-specificity": null,
  },
};
