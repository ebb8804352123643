using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Prediction;
using SegmentationService.Core;

namespace SegmentationService.Api.Protocols;

/// <summary>The answers of a request of the Open Inference Protocol: put aside as rows, sent as tensors, each in a pass over the rows.</summary>
/// <param name="prepared">The answers of the version.</param>
/// <param name="memory">What is put aside is taken from it.</param>
internal sealed class InferenceAnswers(PreparedAnswers prepared, MemoryShare memory) : BatchAnswers(new AssignedRowWriter(prepared), own: null, memory)
{
    private const int RowsAtOnce = 1 << 11;
    private const int SendBytes = 1 << 16;

    private readonly byte[][] _names = [.. prepared.Segments.Select(segment => Json(segment.Name))];

    /// <summary>Sends the tensors.</summary>
    /// <param name="response">The answer, not begun yet.</param>
    /// <param name="id">The id of the request; null where it has none.</param>
    /// <param name="outputs">Those that are asked for.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async ValueTask SendAsync(HttpResponse response, string? id, IReadOnlyList<InferenceOutput> outputs, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        var (version, answer) = (prepared.Version.Stored, new AnswerBuffer());
        answer.Add(Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""{"model_name":"{{version.ModelName}}","model_version":"{{version.Version}}","""))); // names hold nothing to escape
        if (id is not null)
        {
            answer.Add("\"id\":"u8);
            answer.AddJson(Encoding.UTF8.GetBytes(id));
            answer.Add(","u8);
        }

        answer.Add("\"outputs\":["u8);
        for (var i = 0; i < outputs.Count; i++)
        {
            if (i > 0) answer.Add(","u8);
            await WriteAsync(response, answer, outputs[i], cancellationToken);
        }

        answer.Add("]}\n"u8);
        await SendAsync(response, answer, cancellationToken);
    }

    private static byte[] Json(ReadOnlySpan<byte> utf8)
    {
        var text = new AnswerBuffer();
        text.AddJson(utf8);
        return text.Written.ToArray();
    }

    private static async ValueTask SendAsync(HttpResponse response, AnswerBuffer answer, CancellationToken cancellationToken)
    {
        var target = response.BodyWriter;
        answer.Written.CopyTo(target.GetSpan(answer.Length));
        target.Advance(answer.Length);
        answer.Clear();
        await target.FlushAsync(cancellationToken);
    }

    private async ValueTask WriteAsync(HttpResponse response, AnswerBuffer answer, InferenceOutput output, CancellationToken cancellationToken)
    {
        answer.Add(Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $$"""{"name":"{{output.Name}}","datatype":"{{output.Datatype}}","shape":[{{Spool.Length / Unsafe.SizeOf<AssignedRow>()}}],"data":[""")));
        await using var rows = new SpooledBytes(Spool);
        var bytes = new byte[RowsAtOnce * Unsafe.SizeOf<AssignedRow>()];
        for (var isFirst = true; rows.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) is > 0 and var read;)
        {
            foreach (var row in MemoryMarshal.Cast<byte, AssignedRow>(bytes.AsSpan(0, read)))
            {
                if (!isFirst) answer.Add(","u8);
                isFirst = false;
                output.Write(answer, row, _names);
            }

            if (answer.Length >= SendBytes) await SendAsync(response, answer, cancellationToken);
        }

        answer.Add("]}"u8);
    }
}
