using System.Runtime.CompilerServices;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// Money as a whole number of 10^-12: sums are exact, so they are the same in any order of the lines, which neither doubles (compensated or
/// not) nor <see cref="decimal"/> (which rounds beyond 28 digits) would give. 128 bits hold 10^11 lines of the most that a line may have.
/// </summary>
internal static class Money
{
    /// <summary>The most money of one line; also the largest quantity and price.</summary>
    public const double Most = 1e15;

    private const int Decimals = 12;
    private const decimal UnitsPerOne = 1_000_000_000_000m;
    private const double FastScale = 1e4;
    private const double FastUnits = 1e8;
    private const double ExactWhole = 1L << 31;

    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    /// <summary>Quantity times price, exact up to 15 digits of each and 10^-12 of the product.</summary>
    /// <param name="quantity">Above 0, at most <see cref="Most"/>.</param>
    /// <param name="price">Above 0, at most <see cref="Most"/>.</param>
    /// <param name="units">10^-12 of the currency.</param>
    /// <returns>Whether the product is at most <see cref="Most"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryMultiply(double quantity, double price, out Int128 units)
    {
        // Nearly all quantities are whole, and nearly all prices have at most four decimals: then this is exact, without decimals.
        var scaled = Math.Round(price * FastScale);
        if (scaled < ExactWhole && scaled / FastScale == price && quantity < ExactWhole && quantity == Math.Floor(quantity))
        {
            units = (Int128)((long)quantity * (long)scaled) * (long)FastUnits;
            return true;
        }

        if (quantity * price > 2 * Most)
        {
            units = 0;
            return false;
        }

        // The conversion takes the 15 significant digits that a double is sure of: those that were written.
        var product = (decimal)quantity * (decimal)price;
        units = product <= (decimal)Most ? (Int128)decimal.Round(product * UnitsPerOne) : 0;
        return product <= (decimal)Most;
    }

    /// <summary>The nearest double.</summary>
    /// <param name="units">10^-12 of the currency.</param>
    public static double ToDouble(Int128 units)
    {
        // A quotient of two exact doubles is correctly rounded; without the zeros at its end nearly every sum is one.
        var decimals = Decimals;
        while (decimals > 0 && units % 10 == 0)
        {
            units /= 10;
            decimals--;
        }

        return (double)units / PowersOfTen[decimals];
    }
}
