"""What a bot can ask of the connector: the paths under ``/v3``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.teams.limits import keep_size
from sandbox.teams.posts import Conversation, Post, Team
from sandbox.teams.refusals import bad_argument, no_conversation, refusal, silenced
from sandbox.teams.tenant import Tenant
from sandbox.workspace.messages import Json

SMALLEST_PAGE, LARGEST_PAGE = 50, 500


@dataclass(frozen=True, slots=True)
class Call:
    """One request; ``method`` is a verb and the last word of its path, as faults name it."""

    method: str
    path: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)

    @property
    def conversation(self) -> str:
        """The conversation or team that the call is about; ``POST conversations`` names people."""
        return self.path.get("cid", self.path.get("tid", self._begun))

    @property
    def _begun(self) -> str:
        """A chat is named by who is in it, a thread by its channel: Microsoft counts each apart."""
        data, members = self.body.get("channelData"), self.body.get("members")
        channel = data.get("channel") if isinstance(data, dict) else None
        if isinstance(channel, dict) and channel.get("id"):
            return str(channel["id"])
        return " ".join(str(each.get("id")) for each in members or [] if isinstance(each, dict))


Handler = Callable[[Tenant, Call], tuple[int, Json]]


def create(tenant: Tenant, call: Call) -> tuple[int, Json]:
    """A personal chat, the same one every time, or a new message in a channel."""
    body = call.body
    data = body.get("channelData") or {}
    named = body.get("tenantId") or (data.get("tenant") or {}).get("id")
    if named != tenant.id:
        raise bad_argument("The tenant id does not match the bot's conversation.")
    if "channel" in data and body.get("isGroup"):
        return _create_thread(tenant, str(data["channel"].get("id")), body)
    members = body.get("members") or []
    if len(members) != 1 or body.get("isGroup"):
        raise bad_argument("Bots start chats with one member, or threads in a channel.")
    member = str(members[0].get("id"))
    if member not in tenant.people or tenant.people[member].deleted:
        raise bad_argument("Failed to decrypt pairwise id.")
    if not tenant.knows_bot(member):
        raise silenced("not_installed")
    chat = tenant.chat_with(member)
    first = body.get("activity")
    posted = {} if first is None else {"activityId": _post(tenant, chat, call, first)["id"]}
    return 201, {"id": chat.id, **posted}


def _create_thread(tenant: Tenant, channel_id: str, body: Json) -> tuple[int, Json]:
    channel = tenant.conversation(channel_id)
    activity = body.get("activity")
    if not activity or channel.team is None:
        raise bad_argument("A thread in a channel starts with an activity.")
    tenant.keep_writable(channel)
    keep_size(activity)
    post = tenant.post(channel, tenant.bot_id, activity, method="POST conversations")
    return 201, {"id": f"{channel.id};messageid={post.id}", "activityId": post.id}


def send(tenant: Tenant, call: Call) -> tuple[int, Json]:
    conversation = tenant.conversation(call.conversation)
    return 201, _post(tenant, conversation, call, call.body)


def reply(tenant: Tenant, call: Call) -> tuple[int, Json]:
    """An answer in the thread of another message."""
    conversation = tenant.conversation(call.conversation)
    tenant.find(conversation, call.path["aid"])
    return 201, _post(tenant, conversation, call, {"replyToId": call.path["aid"], **call.body})


def _post(tenant: Tenant, conversation: Conversation, call: Call, activity: Json) -> Json:
    tenant.keep_writable(conversation)
    keep_size(activity)
    if activity.get("type") == "typing":
        return {}
    only_for = None
    if call.query.get("isTargetedActivity") == "true":
        only_for = str((activity.get("recipient") or {}).get("id"))
        if only_for not in tenant.members_of(conversation):
            raise bad_argument("The recipient of a targeted message is a member of the conversation.")
    thread = _thread(tenant, conversation, call, activity)
    method = call.method
    post = tenant.post(conversation, tenant.bot_id, activity, thread=thread, only_for=only_for, method=method)
    return {"id": post.id}


def _thread(tenant: Tenant, conversation: Conversation, call: Call, activity: Json) -> str | None:
    """The message that starts the thread; personal chats have none."""
    if conversation.team is None:
        return None
    _, _, named = call.conversation.partition(";messageid=")
    root = named or activity.get("replyToId")
    if root:
        found = tenant.find(conversation, str(root))
        return found.thread or found.id
    return None


def update(tenant: Tenant, call: Call) -> tuple[int, Json]:
    post = _own_post(tenant, call)
    keep_size(call.body)
    tenant.update(post, call.body, method=call.method)
    return 200, {"id": post.id}


def delete(tenant: Tenant, call: Call) -> tuple[int, Json]:
    post = _own_post(tenant, call)
    tenant.remove(post)
    return 200, {"id": post.id}


def _own_post(tenant: Tenant, call: Call) -> Post:
    conversation = tenant.conversation(call.conversation)
    tenant.keep_writable(conversation)
    post = tenant.find(conversation, call.path["aid"])
    if post.sender != tenant.bot_id:
        raise refusal(403, "NotEnoughPermissions", "The bot did not write this message.")
    return post


def paged_members(tenant: Tenant, call: Call) -> tuple[int, Json]:
    """A page of 50 to 500 members, whatever was asked for."""
    conversation = tenant.conversation(call.conversation)
    tenant.keep_writable(conversation)
    asked, token = call.query.get("pageSize", "200"), call.query.get("continuationToken", "0")
    if not (asked.isdigit() and token.isdigit()):
        raise bad_argument("pageSize and continuationToken are not from here.")
    count, start = min(max(int(asked), SMALLEST_PAGE), LARGEST_PAGE), int(token)
    everybody = tenant.members_of(conversation)
    page: Json = {"members": [_member(tenant, who) for who in everybody[start : start + count]]}
    if start + count < len(everybody):
        page["continuationToken"] = str(start + count)
    return 200, page


def one_member(tenant: Tenant, call: Call) -> tuple[int, Json]:
    """By member id, directory id or user principal name."""
    conversation = tenant.conversation(call.conversation)
    tenant.keep_writable(conversation)
    for who in tenant.members_of(conversation):
        member = _member(tenant, who)
        if call.path["uid"] in (who, member["aadObjectId"], member["userPrincipalName"]):
            return 200, member
    raise refusal(404, "MemberNotFoundInConversation", "Member not found in conversation.")


def _member(tenant: Tenant, member: str) -> Json:
    """A guest has Entra's principal name of one; their role says so unless they see one channel alone."""
    person = tenant.people[member]
    address = person.email or f"{person.name}@{tenant.company.domain}.example"
    is_guest = person.is_restricted or person.is_ultra_restricted
    invited = f"{address.replace('@', '_')}#EXT#@{tenant.company.domain}.example"
    given, _, surname = person.real_name.partition(" ")
    entry: Json = {
        "id": member,
        "name": person.real_name,
        "aadObjectId": tenant.aad_id(member),
        "givenName": given,
        "surname": surname,
        "userPrincipalName": invited if is_guest else address,
        "tenantId": tenant.id,
        "userRole": "guest" if person.is_restricted else "user",
    }
    return entry | ({"email": person.email} if person.email else {})


def team(tenant: Tenant, call: Call) -> tuple[int, Json]:
    found = _team(tenant, call)
    counts = {"channelCount": len(found.channels), "memberCount": len(found.members)}
    return 200, {"id": found.id, "name": found.name, "aadGroupId": found.aad_group_id, **counts}


def channels(tenant: Tenant, call: Call) -> tuple[int, Json]:
    """The channels of a team; the General one comes without a name."""
    found = _team(tenant, call)
    listed = [
        {"id": channel, "name": None if channel == found.id else name}
        for channel, name in found.channels.items()
    ]
    return 200, {"conversations": listed}


def _team(tenant: Tenant, call: Call) -> Team:
    found = tenant.teams.get(call.path["tid"])
    if found is None:
        raise no_conversation()
    if not found.has_bot:
        raise silenced("not_in_roster")
    return found


CONVERSATION = "/v3/conversations/{cid}"
ROUTES: tuple[tuple[str, str, str, Handler], ...] = (
    ("POST", "/v3/conversations", "POST conversations", create),
    ("POST", f"{CONVERSATION}/activities", "POST activities", send),
    ("POST", f"{CONVERSATION}/activities/{{aid}}", "POST activities", reply),
    ("PUT", f"{CONVERSATION}/activities/{{aid}}", "PUT activities", update),
    ("DELETE", f"{CONVERSATION}/activities/{{aid}}", "DELETE activities", delete),
    ("GET", f"{CONVERSATION}/pagedMembers", "GET pagedMembers", paged_members),
    ("GET", f"{CONVERSATION}/members/{{uid}}", "GET members", one_member),
    ("GET", "/v3/teams/{tid}", "GET teams", team),
    ("GET", "/v3/teams/{tid}/conversations", "GET conversations", channels),
)
"""Verb, path, name and handler of each call."""
