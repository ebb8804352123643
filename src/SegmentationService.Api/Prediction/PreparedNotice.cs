using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Models;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>A notice as it stands in answers: written once, copied for every customer that it is about.</summary>
internal sealed class PreparedNotice
{
    /// <summary>Where it is written: each row of a batch may have a notice of its own.</summary>
    [ThreadStatic]
    private static AnswerBuffer? _written;

    private readonly NoticeResponse _notice;
    private readonly byte[] _json;

    public PreparedNotice(NoticeResponse notice)
    {
        _notice = notice;
        var buffer = _written ??= new AnswerBuffer();
        buffer.Clear();
        buffer.Add("{\"code\":"u8);
        buffer.AddJson(Encoding.UTF8.GetBytes(notice.Code));
        buffer.Add(",\"column\":"u8);
        if (notice.Column is null) buffer.Add("null"u8);
        else buffer.AddJson(Encoding.UTF8.GetBytes(Excerpt.Of(notice.Column, TableHeader.LongestName)));
        buffer.Add(",\"message\":"u8);
        Message = Encoding.UTF8.GetBytes(notice.Message);
        buffer.AddJson(Message);
        buffer.Add("}"u8);
        _json = buffer.Written.ToArray();
    }

    /// <summary>Its sentence, UTF-8.</summary>
    public byte[] Message { get; }

    /// <summary>The same where it is said of a batch as a whole.</summary>
    public Notice ToNotice() => new(_notice.Code, _notice.Column, _notice.Message);

    /// <summary>Why a customer cannot be assigned.</summary>
    public static PreparedNotice Of(ModelMismatchException fault) =>
        new(new NoticeResponse(fault.Field is null ? "no_usable_field" : "not_a_number", fault.Field, fault.Message));

    /// <summary>Adds notices as a JSON list.</summary>
    public static void AddJson(AnswerBuffer answer, ReadOnlySpan<PreparedNotice> notices)
    {
        answer.Add("["u8);
        for (var i = 0; i < notices.Length; i++)
        {
            if (i > 0) answer.Add(","u8);
            answer.Add(notices[i]._json);
        }

        answer.Add("]"u8);
    }
}
