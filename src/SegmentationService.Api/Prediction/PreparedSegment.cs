using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary>A segment as it stands in answers: id and names are written once, and copied for every customer that is assigned to it.</summary>
internal sealed class PreparedSegment
{
    private readonly byte[] _json;
    private readonly byte[] _csv;
    private readonly byte[] _unmarkedCsv;

    /// <param name="id">What it is called by.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="madeName">The name that the training made.</param>
    public PreparedSegment(int id, string name, string madeName)
    {
        (Id, HasGivenName) = (id, name != madeName);
        var (buffer, utf8) = (new AnswerBuffer(), Encoding.UTF8.GetBytes(name));
        Name = utf8;
        MadeName = Encoding.UTF8.GetBytes(madeName);
        buffer.Add("\"segment\":"u8);
        buffer.Add(id);
        buffer.Add(",\"name\":"u8);
        buffer.AddJson(utf8);
        if (HasGivenName)
        {
            buffer.Add(",\"madeName\":"u8);
            buffer.AddJson(MadeName);
        }

        buffer.Add(",\"confidence\":"u8);
        _json = buffer.Written.ToArray();

        (_csv, _unmarkedCsv) = (Cells(isMarked: true), Cells(isMarked: false));

        byte[] Cells(bool isMarked)
        {
            buffer.Clear();
            buffer.Add(id);
            buffer.Add(","u8);
            buffer.AddCsv(utf8, isMarked);
            buffer.Add(","u8);
            return buffer.Written.ToArray();
        }
    }

    /// <summary>What it is called by.</summary>
    public int Id { get; }

    /// <summary>Whether it is called otherwise than the training named it.</summary>
    public bool HasGivenName { get; }

    /// <summary>What it is called, as UTF-8.</summary>
    public byte[] Name { get; }

    /// <summary>The name that the training made, as UTF-8.</summary>
    public byte[] MadeName { get; }

    /// <summary>Adds the members segment, name, madeName where it was given another one, confidence and distance of a JSON object.</summary>
    /// <param name="answer">Takes them.</param>
    /// <param name="seen">The segment as seen from the customer.</param>
    public void AddJson(AnswerBuffer answer, SegmentDistance seen)
    {
        answer.Add(_json);
        answer.Add(seen.Confidence);
        answer.Add(",\"distance\":"u8);
        answer.Add(seen.Distance);
    }

    /// <summary>Adds the cells of id, name, confidence and distance.</summary>
    /// <param name="answer">Takes them.</param>
    /// <param name="seen">The segment as seen from the customer.</param>
    /// <param name="isMarked">Whether a name that a spreadsheet would compute is marked as text.</param>
    public void AddCsv(AnswerBuffer answer, SegmentDistance seen, bool isMarked)
    {
        answer.Add(isMarked ? _csv : _unmarkedCsv);
        answer.Add(seen.Confidence);
        answer.Add(","u8);
        answer.Add(seen.Distance);
    }
}
