namespace SegmentationService.Api.Storage.Format;

/// <summary>How long the steps of a training took, in milliseconds, to a tenth.</summary>
/// <param name="ReadMs">Reading the body.</param>
/// <param name="PrepareMs">Making features of columns.</param>
/// <param name="SearchMs">Finding the segments.</param>
/// <param name="ProfileMs">Describing them.</param>
/// <param name="SaveMs">Writing the model and the customers; filled in by the store.</param>
internal sealed record Timings(double ReadMs, double PrepareMs, double SearchMs, double ProfileMs, double SaveMs)
{
    /// <summary>The same to a tenth of a millisecond.</summary>
    public Timings Rounded() => new(Tenths(ReadMs), Tenths(PrepareMs), Tenths(SearchMs), Tenths(ProfileMs), Tenths(SaveMs));

    private static double Tenths(double milliseconds) => Math.Round(milliseconds, 1);
}
