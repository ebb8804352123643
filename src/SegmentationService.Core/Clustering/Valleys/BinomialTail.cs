using MathNet.Numerics;

namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>How unlikely it is that so few of some customers fall into one of two windows that are equally likely.</summary>
internal static class BinomialTail
{
    /// <summary>P(X &lt;= few) for X from few + many throws of a fair coin: the regularised incomplete beta function. O(1).</summary>
    /// <param name="few">The customers in the one window, at least 0.</param>
    /// <param name="many">Those in the other, at least 0.</param>
    /// <returns>Above 0 (but for more than a thousand customers) and at most 1.</returns>
    public static double AtMost(int few, int many) => many == 0 ? 1 : SpecialFunctions.BetaRegularized(many, few + 1.0, 0.5);
}
