namespace SegmentationService.Api.Reading;

/// <summary>Takes a run of customers of CSV, row by row, on whatever thread reads them. Joined by <see cref="ICustomerSink.EndPart"/>.</summary>
internal interface ICustomerPart
{
    /// <summary>The next customer.</summary>
    /// <param name="line">Its 1-based line in the body.</param>
    /// <param name="row">A cell for each column.</param>
    void Add(long line, CsvRow row);
}

/// <summary>Passes the customers on at once, to a sink that takes them one after the other.</summary>
/// <param name="sink">The sink, which gave its columns the numbers 0, 1, 2 ...</param>
internal sealed class DirectPart(ICustomerSink sink) : ICustomerPart
{
    public void Add(long line, CsvRow row)
    {
        sink.BeginCustomer(line);
        for (var i = 0; i < row.Count; i++) sink.Add(i, row[i]);
        sink.EndCustomer();
    }
}
