using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Takes customers as they are read, cell by cell. Called in this order: <see cref="Begin"/>; for CSV <see cref="AddColumn"/> for each
/// column and <see cref="EndHeader"/>; then for each customer <see cref="BeginCustomer"/>, its cells, and <see cref="EndCustomer"/>.
/// </summary>
internal interface ICustomerSink
{
    /// <summary>The body is about to be read.</summary>
    /// <param name="unit">What the numbers given to <see cref="BeginCustomer"/> count.</param>
    void Begin(RowUnit unit);

    /// <summary>A column of a header.</summary>
    /// <param name="name">As it came; blanks around it are no part of it.</param>
    /// <returns>What to <see cref="Add"/> its cells with: the columns of a header are 0, 1, 2 ...</returns>
    /// <exception cref="Core.InvalidTableException">The name is empty or taken, or there are too many columns.</exception>
    int AddColumn(string name);

    /// <summary>The header has been read: no column follows. Not called for JSON, where any customer may bring a new key.</summary>
    void EndHeader();

    /// <summary>The column of a JSON key. Called once for each different key, not for each customer.</summary>
    /// <param name="name">As it came, never blank; blanks around it are no part of it.</param>
    /// <returns>What to <see cref="Add"/> its cells with.</returns>
    int FindOrAddColumn(string name);

    /// <summary>Begins the next customer.</summary>
    /// <param name="line">Its 1-based line or item in the body.</param>
    void BeginCustomer(long line);

    /// <summary>
    /// A cell of the customer under way. CSV gives every column; JSON leaves out what the customer lacks, and gives a key that is there
    /// twice twice, which is the sink's to refuse.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="utf8Cell">Valid UTF-8, empty for JSON null, valid for the time of the call; blanks around it are no part of it.</param>
    void Add(int column, ReadOnlySpan<byte> utf8Cell);

    /// <summary>Ends the customer under way.</summary>
    void EndCustomer();

    /// <summary>
    /// A good moment to pass on what is finished. Called about once per buffer of input and at the end; for JSON perhaps between the cells
    /// of a customer.
    /// </summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Begins a part of CSV: the customers after all those given so far. Several parts may be filled at the same time.</summary>
    /// <param name="maxCustomers">The most customers that the part will be given.</param>
    ICustomerPart BeginPart(int maxCustomers);

    /// <summary>Takes over a part. Called in the order of the body, while parts begun later may still be filled.</summary>
    /// <param name="part">From <see cref="BeginPart"/>, full; or as far as the body could be read, when a problem follows.</param>
    void EndPart(ICustomerPart part);
}
