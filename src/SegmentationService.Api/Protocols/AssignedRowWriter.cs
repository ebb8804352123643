using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Prediction;
using SegmentationService.Core;

namespace SegmentationService.Api.Protocols;

/// <summary>The answers of customers as rows of one length: tensors hold them column by column, which no answer that is written as it comes can.</summary>
/// <param name="prepared">The answers of the version.</param>
internal sealed class AssignedRowWriter(PreparedAnswers prepared) : IAnswerWriter
{
    public ReadOnlySpan<byte> Head => [];

    public ReadOnlySpan<byte> Tail => [];

    /// <exception cref="ModelMismatchException">The customer has no segment, which no value of a tensor could say.</exception>
    public void Write(AnswerBuffer answers, in CustomerAnswer answer)
    {
        if (answer.Nearest is not { } nearest)
            throw new ModelMismatchException(string.Create(
                CultureInfo.InvariantCulture,
                $"Customer {answer.Number} has no segment: {Encoding.UTF8.GetString(answer.Notices[0].Message)} Tensors have no value for that; leave the customer out, or send all to /predict/batch, which answers the others."));
        var row = new AssignedRow(nearest.Confidence, nearest.Distance, nearest.Segment, prepared.Segments[nearest.Segment].Id, answer.IsOutlier);
        answers.Add(MemoryMarshal.AsBytes(new ReadOnlySpan<AssignedRow>(in row)));
    }
}
