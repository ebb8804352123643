using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>A sink that makes one table of all that is read.</summary>
internal interface ITableSink : ICustomerSink
{
    /// <summary>The table of all that was read. The sink must not be used after.</summary>
    /// <exception cref="Core.InvalidTableException">There is no customer, or the rows are no table of customers.</exception>
    CustomerTable Build();
}
