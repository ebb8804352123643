using SegmentationService.Core.Transactions;

namespace SegmentationService.Core.Tests.Transactions;

/// <summary>Money without rounding.</summary>
public class MoneyTests
{
    [Theory]
    [InlineData(6, 2.55, 15.3)]
    [InlineData(3, 0.1, 0.3)] // in doubles 0.30000000000000004
    [InlineData(74215, 1.04, 77183.6)]
    [InlineData(1, 0.001, 0.001)]
    [InlineData(7, 0.00001, 0.00007)]
    [InlineData(0.5, 2.55, 1.275)]
    [InlineData(1.5, 1.123456789, 1.6851851835)]
    [InlineData(1, 999_999_999_999_999, 999_999_999_999_999)]
    [InlineData(3_000_000_000, 0.1, 300_000_000)]
    [InlineData(1, 123_456_789.01, 123_456_789.01)]
    [InlineData(1, 1e-13, 0)]
    public void TryMultiply_NumbersAsWritten_IsTheProductOfTheirDecimals(double quantity, double price, double expected)
    {
        Assert.True(Money.TryMultiply(quantity, price, out var units));
        Assert.Equal(expected, Money.ToDouble(units));
    }

    /// <summary>The short way for whole quantities and few decimals gives what decimals give.</summary>
    [Fact]
    public void TryMultiply_EveryPriceInTenthsOfACent_IsWhatDecimalsGive()
    {
        for (var thousandths = 1; thousandths < 20_000; thousandths++)
        {
            Assert.True(Money.TryMultiply(thousandths % 97 + 1, thousandths / 1000.0, out var units));
            Assert.Equal((Int128)((thousandths % 97 + 1) * (thousandths / 1000m) * 1_000_000_000_000m), units);
        }
    }

    [Theory]
    [InlineData(1e9, 1e7)]
    [InlineData(1e15, 1e15)]
    [InlineData(2.5, 1e15)]
    public void TryMultiply_ProductTooLarge_IsRefused(double quantity, double price) => Assert.False(Money.TryMultiply(quantity, price, out _));

    [Fact]
    public void ToDouble_SumBeyondTheDigitsOfADouble_IsNear() =>
        Assert.Equal(123_456_789_012_345.12, Money.ToDouble((Int128)123_456_789_012_345_123_456_789_012m), 0.05);
}
