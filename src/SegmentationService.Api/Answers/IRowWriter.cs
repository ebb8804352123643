namespace SegmentationService.Api.Answers;

/// <summary>Writes a table in one form, row after row, and holds no more of it than the form needs. What it wrote is complete when it has ended.</summary>
internal interface IRowWriter : IAsyncDisposable
{
    /// <summary>Writes what comes before the first row.</summary>
    ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Writes a row.</summary>
    /// <param name="row">A cell for each column.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    ValueTask WriteAsync(AnswerRow row, CancellationToken cancellationToken);

    /// <summary>Writes what comes after the last row.</summary>
    ValueTask EndAsync(CancellationToken cancellationToken);
}
