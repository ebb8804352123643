namespace SegmentationService.Api.Reading;

/// <summary>
/// Takes a run of customers on whatever thread reads them: whole rows, or for each customer <see cref="BeginCustomer"/>, its cells, and
/// <see cref="EndCustomer"/>. Begun by <see cref="ICustomerSink.BeginPart"/> and joined by <see cref="ICustomerSink.EndPart"/>.
/// </summary>
internal interface ICustomerPart
{
    /// <summary>Whether it has enough, although fewer customers than announced: those that follow go to another part where that can be chosen.</summary>
    bool IsFull => false;

    /// <summary>The next customer, with a cell for each column of the header.</summary>
    /// <param name="line">Its 1-based line in the body.</param>
    /// <param name="row">The cells.</param>
    void Add(long line, CsvRow row);

    /// <summary>Begins the next customer.</summary>
    /// <param name="line">Its 1-based line or item in the body.</param>
    void BeginCustomer(long line);

    /// <summary>
    /// A cell of the customer under way. What the customer lacks is left out; a name that is there twice is given twice, which is the part's to refuse.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="utf8Cell">Valid UTF-8, empty for JSON null, valid for the time of the call; blanks around it are no part of it.</param>
    void Add(int column, ReadOnlySpan<byte> utf8Cell);

    /// <summary>A cell that is a number of JSON, which has a decimal point whatever the strings of the column have.</summary>
    /// <param name="column">The column.</param>
    /// <param name="utf8Number">As in <see cref="Add(int, ReadOnlySpan{byte})"/>.</param>
    void AddNumber(int column, ReadOnlySpan<byte> utf8Number);

    /// <summary>A cell that is known as a number, because it was computed.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The number; NaN where it is missing.</param>
    void Add(int column, double value);

    /// <summary>Takes customers column by column, where it can take them so.</summary>
    /// <param name="first">The 1-based number of the first of them in the body; the others follow it one by one.</param>
    /// <param name="rows">The customers, none of them without a value, unless rows without one are customers all the same.</param>
    /// <returns>False where it takes customers one by one alone; nothing has been taken then.</returns>
    bool TryAdd(long first, ColumnBatch rows) => false;

    /// <summary>Passes over a row without a value: where customers are known by their number, those after it keep theirs. Not called between the cells of a customer.</summary>
    void Skip();

    /// <summary>Ends the customer under way.</summary>
    void EndCustomer();
}
