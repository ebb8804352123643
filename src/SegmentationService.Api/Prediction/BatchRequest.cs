using SegmentationService.Api.Answers;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>How a batch of customers is answered.</summary>
/// <param name="Prepared">The answers of the version.</param>
/// <param name="Form">The form of the answers.</param>
/// <param name="HasColumns">Whether each answer begins with the columns of the body.</param>
/// <param name="Decimal">The decimal sign of texts; by default that of the training.</param>
/// <param name="AsOf">The moment that the days of dates count until; null takes that of the training.</param>
/// <param name="IsExplained">Whether the answers explain the segments.</param>
internal sealed record BatchRequest(PreparedAnswers Prepared, AnswerForm Form, bool HasColumns, DecimalSign Decimal, DateTime? AsOf, bool IsExplained)
{
    /// <summary>Answers as of default parameters.</summary>
    /// <param name="prepared">The answers of the version.</param>
    public BatchRequest(PreparedAnswers prepared)
        : this(prepared, AnswerForm.Json, HasColumns: false, DecimalSign.Auto, AsOf: null, IsExplained: false)
    {
    }
}
