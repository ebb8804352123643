using System.Globalization;
using System.Text;
using SegmentationService.Api.Answers;

namespace SegmentationService.Api.Prediction;

/// <summary>A JSON list of objects of the form of <see cref="BatchItemResponse"/>, one in a line.</summary>
/// <param name="prepared">The answers of the version.</param>
/// <param name="own">The columns of the body that each object repeats as its member columns; null for none.</param>
internal sealed class JsonAnswerWriter(PreparedAnswers prepared, OwnColumns? own = null) : IAnswerWriter
{
    private readonly byte[] _begin = BeginOf(prepared);

    public ReadOnlySpan<byte> Head => "["u8;

    public ReadOnlySpan<byte> Tail => "]\n"u8;

    public void Write(AnswerBuffer answers, in CustomerAnswer answer)
    {
        if (answer.Number > 1) answers.Add(",\n"u8);
        WriteObject(answers, answer, prepared, own, _begin);
    }

    /// <summary>The begin of an object, up to the id.</summary>
    public static byte[] BeginOf(PreparedAnswers prepared) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"version":{{prepared.Version.Stored.Version}},"customerId":"""));

    /// <summary>Writes the object of one customer.</summary>
    /// <param name="answers">Takes the bytes.</param>
    /// <param name="answer">What is answered.</param>
    /// <param name="prepared">The answers of the version.</param>
    /// <param name="own">The columns of the body that it repeats, or null.</param>
    /// <param name="begin">From <see cref="BeginOf"/>.</param>
    public static void WriteObject(AnswerBuffer answers, in CustomerAnswer answer, PreparedAnswers prepared, OwnColumns? own, byte[] begin)
    {
        answers.Add(begin);
        if (answer.Id.IsEmpty)
        {
            answers.Add("\""u8);
            answers.Add(answer.Number);
            answers.Add("\""u8);
        }
        else answers.AddJson(answer.Id);

        answers.Add(","u8);
        if (answer.Nearest is { } nearest)
        {
            prepared.Segments[nearest.Segment].AddJson(answers, nearest);
            answers.Add(answer.IsOutlier ? ",\"outlier\":true"u8 : ",\"outlier\":false"u8);
            answers.Add(nearest.IsUncertain ? ",\"uncertain\":true,\"notices\":"u8 : ",\"uncertain\":false,\"notices\":"u8);
        }
        else answers.Add("\"segment\":null,\"name\":null,\"confidence\":null,\"distance\":null,\"outlier\":null,\"uncertain\":null,\"notices\":"u8);

        PreparedNotice.AddJson(answers, answer.Notices);
        answers.Add(answer.Explanation);
        own?.AddJson(answers, answer.Cells!, answer.Row);
        answers.Add("}"u8);
    }
}
