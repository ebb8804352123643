using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Takes customers as they are read, part by part. Called in this order: <see cref="Begin"/>, and <see cref="Expect"/> where the source tells; for formats with a header, such as CSV, <see cref="AddColumn"/> for each column and
/// <see cref="EndHeader"/>; then <see cref="BeginPart"/> and <see cref="EndPart"/> for each part.
/// </summary>
internal interface ICustomerSink
{
    /// <summary>
    /// Whether rows without a value in any cell are customers all the same, because the answers are matched with the rows; else they are left out
    /// before anything is counted.
    /// </summary>
    bool KeepsEmptyRows => false;

    /// <summary>The most customers of one part by now: so what a part takes is bounded, however little of a customer is given.</summary>
    int MostCustomersOfPart => int.MaxValue;

    /// <summary>Whether rows may matter; of CSV those that do not are passed over, whatever they hold. Not asked of the first rows and the last ones.</summary>
    /// <param name="rows">in: the text of some whole rows, as it came.</param>
    bool Needs(ReadOnlySpan<byte> rows) => true;

    /// <summary>The body is about to be read.</summary>
    /// <param name="unit">What the numbers of customers count.</param>
    void Begin(RowUnit unit);

    /// <summary>The source says itself how many rows it has: what is too much is refused before any of them is read.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <exception cref="Core.InvalidTableException">There are more than are allowed.</exception>
    void Expect(long rows)
    {
    }

    /// <summary>A column of a header.</summary>
    /// <param name="name">As it came, perhaps empty; blanks around it are no part of it.</param>
    /// <returns>What to add its cells with: the columns of a header are 0, 1, 2 ...</returns>
    /// <exception cref="Core.InvalidTableException">The name is taken, or there are too many columns.</exception>
    int AddColumn(string name);

    /// <summary>The header has been read: no column follows. Not called for JSON, where any customer may bring a new key.</summary>
    void EndHeader();

    /// <summary>The column of a JSON key. Called once for each different key, not for each customer; at most one part is under way then, and takes its cells.</summary>
    /// <param name="name">As it came, never blank; blanks around it are no part of it.</param>
    /// <returns>What to add its cells with.</returns>
    int FindOrAddColumn(string name);

    /// <summary>Begins a part: the customers after all those given so far. Several parts of CSV may be filled at the same time.</summary>
    /// <param name="maxCustomers">The most customers that the part will be given.</param>
    ICustomerPart BeginPart(int maxCustomers);

    /// <summary>Takes over a part. Called in the order of the body, while parts begun later may still be filled.</summary>
    /// <param name="part">From <see cref="BeginPart"/>, full; or as far as the body could be read, perhaps within a customer, when a problem follows.</param>
    void EndPart(ICustomerPart part);

    /// <summary>Something that the caller should know about how the body was read. Called before the end of the reading.</summary>
    /// <param name="notice">What it is.</param>
    void Note(Notice notice)
    {
    }

    /// <summary>
    /// A good moment to pass on what is finished. Called about once per buffer of input and at the end; for JSON perhaps between the cells
    /// of a customer.
    /// </summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}
