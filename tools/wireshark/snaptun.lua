-- SPDX-License-Identifier: GPL-2.0-only
-- Wireshark's view of snaptun, in both wire modes: the messages, what a SNAP
-- response seals, and the packets inside, if the keys of the session are in a
-- file that "snaptun-ctl keylog" has written.
--
--   tshark -X lua_script:snaptun.lua -o snaptun.keylog:FILE -r CAPTURE
--
-- For Lua 5.2 to 5.4, so for Wireshark 3 and 4. What is opened is not held
-- against its tag: that shows what was sent, not whether it is genuine.

local snaptun = Proto("snaptun", "snaptun")
local HEAD = 4
local INITIATION, RESPONSE, COOKIE, DATA = 1, 2, 3, 4
local names = {
	[INITIATION] = "Handshake initiation",
	[RESPONSE] = "Handshake response",
	[COOKIE] = "Cookie reply",
	[DATA] = "Data",
}
-- A response tells by its length which mode its sender speaks.
local lengths = {
	[INITIATION] = { [148] = true },
	[RESPONSE] = { [92] = "wireguard", [112] = "snap" },
	[COOKIE] = { [64] = true },
}

local fields = {
	type = ProtoField.uint8("snaptun.type", "Type", base.DEC, names),
	mode = ProtoField.string("snaptun.mode", "Wire mode"),
	sender = ProtoField.uint32("snaptun.sender", "Sender index", base.HEX),
	receiver = ProtoField.uint32("snaptun.receiver", "Receiver index",
		base.HEX),
	ephemeral = ProtoField.bytes("snaptun.ephemeral", "Ephemeral key"),
	static = ProtoField.bytes("snaptun.static", "Sealed static key"),
	timestamp = ProtoField.bytes("snaptun.timestamp", "Sealed timestamp"),
	sealed = ProtoField.bytes("snaptun.sealed", "Sealed"),
	version = ProtoField.uint8("snaptun.observed.version",
		"Version of the address"),
	port = ProtoField.uint16("snaptun.observed.port", "Port"),
	ipv4 = ProtoField.ipv4("snaptun.observed.ipv4", "Address"),
	ipv6 = ProtoField.ipv6("snaptun.observed.ipv6", "Address"),
	mac1 = ProtoField.bytes("snaptun.mac1", "mac1"),
	mac2 = ProtoField.bytes("snaptun.mac2", "mac2"),
	nonce = ProtoField.bytes("snaptun.nonce", "Nonce"),
	cookie = ProtoField.bytes("snaptun.cookie", "Sealed cookie"),
	counter = ProtoField.uint64("snaptun.counter", "Counter"),
	packet = ProtoField.bytes("snaptun.packet", "Sealed packet"),
	keepalive = ProtoField.none("snaptun.keepalive", "Nothing: a keepalive"),
	scion = ProtoField.bytes("snaptun.scion", "SCION packet"),
}
snaptun.fields = fields
snaptun.prefs.keylog = Pref.string("Key log", "",
	"A file that snaptun-ctl keylog has written")

-- Words of 32 bits, by what this Lua has for them
local band, bxor, rol
if bit32 then
	band, bxor, rol = bit32.band, bit32.bxor, bit32.lrotate
else
	local make = load([[
		return function(a, b) return a & b end,
			function(a, b) return (a ~ b) & 0xffffffff end,
			function(a, n)
				return ((a << n) | (a >> (32 - n))) & 0xffffffff
			end
	]])
	band, bxor, rol = make()
end

local function word(bytes, at)
	local a, b, c, d = bytes:byte(at, at + 3)
	return a + b * 0x100 + c * 0x10000 + d * 0x1000000
end

local function add(a, b)
	return (a + b) % 0x100000000
end

local function quarter(x, a, b, c, d)
	x[a] = add(x[a], x[b])
	x[d] = rol(bxor(x[d], x[a]), 16)
	x[c] = add(x[c], x[d])
	x[b] = rol(bxor(x[b], x[c]), 12)
	x[a] = add(x[a], x[b])
	x[d] = rol(bxor(x[d], x[a]), 8)
	x[c] = add(x[c], x[d])
	x[b] = rol(bxor(x[b], x[c]), 7)
end

-- The state of RFC 8439: constant, key, block, and a nonce that begins with zero
local function block(key, counter, nonce)
	local start, x, out = {}, {}, {}
	for i, text in ipairs({ "expa", "nd 3", "2-by", "te k" }) do
		start[i] = word(text, 1)
	end
	for i = 0, 7 do
		start[5 + i] = word(key, 1 + 4 * i)
	end
	start[13], start[14] = counter, 0
	start[15], start[16] = word(nonce, 1), word(nonce, 5)
	for i = 1, 16 do
		x[i] = start[i]
	end
	for _ = 1, 10 do
		for i = 1, 4 do
			quarter(x, i, i + 4, i + 8, i + 12)
		end
		quarter(x, 1, 6, 11, 16)
		quarter(x, 2, 7, 12, 13)
		quarter(x, 3, 8, 9, 14)
		quarter(x, 4, 5, 10, 15)
	end
	for i = 1, 16 do
		local sum = add(x[i], start[i])
		for _ = 1, 4 do
			out[#out + 1] = sum % 256
			sum = (sum - sum % 256) / 256
		end
	end
	return out
end

-- What was sealed, without its tag; the first block is the tag's.
local function open(key, nonce, sealed)
	local out, stream = {}, nil
	for i = 0, #sealed - 17 do
		if i % 64 == 0 then
			stream = block(key, 1 + math.floor(i / 64), nonce)
		end
		out[i + 1] = string.char(bxor(sealed:byte(i + 1),
			stream[i % 64 + 1]))
	end
	return table.concat(out)
end

local function from_base64(text)
	local digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" ..
		"0123456789+/"
	local out, bits, nr = {}, 0, 0
	for c in text:gmatch("[^=]") do
		bits, nr = bits * 64 + digits:find(c, 1, true) - 1, nr + 6
		if nr >= 8 then
			local rest = 2 ^ (nr - 8)
			out[#out + 1] = string.char(math.floor(bits / rest))
			bits, nr = bits % rest, nr - 8
		end
	end
	return table.concat(out)
end

local function pair(sender, receiver)
	return ("%d:%d"):format(sender, receiver)
end

-- Keys by the receiver index of what they open, as they were read last
local log = { path = nil, data = {}, response = {} }

local function read_log(path)
	log = { path = path, data = {}, response = {} }
	local file = path ~= "" and io.open(path, "r")
	if not file then
		return
	end
	for line in file:lines() do
		local index, remote, receive, send, response = line:match(
			"^SNAPTUN_SESSION (%x+) (%x+) (%S+) (%S+) (%S+)$")
		if index then
			index, remote = tonumber(index, 16), tonumber(remote, 16)
			log.data[index] = from_base64(receive)
			log.data[remote] = from_base64(send)
			response = from_base64(response)
			log.response[pair(index, remote)] = response
			log.response[pair(remote, index)] = response
		end
	end
	file:close()
end

local function find_key(of, name)
	if log.path ~= snaptun.prefs.keylog or not log[of][name] then
		read_log(snaptun.prefs.keylog)
	end
	return log[of][name]
end

local function show_macs(buffer, tree, at)
	tree:add(fields.mac1, buffer(at, 16))
	tree:add(fields.mac2, buffer(at + 16, 16))
end

local function show_initiation(buffer, _, tree)
	tree:add_le(fields.sender, buffer(4, 4))
	tree:add(fields.ephemeral, buffer(8, 32))
	tree:add(fields.static, buffer(40, 48))
	tree:add(fields.timestamp, buffer(88, 28))
	show_macs(buffer, tree, 116)
end

-- What the responder says of the initiator's address
local function show_observed(text, pinfo, tree)
	local inside = ByteArray.new(text, true):tvb("Sealed address")
	local port = inside(2, 2):uint()
	tree:add(fields.version, inside(0, 1))
	tree:add(fields.port, inside(2, 2))
	if inside(0, 1):uint() == 4 then
		tree:add(fields.ipv4, inside(16, 4))
		pinfo.cols.info:append(", you are " ..
			tostring(inside(16, 4):ipv4()) .. ":" .. port)
	else
		tree:add(fields.ipv6, inside(4, 16))
		pinfo.cols.info:append(", you are [" ..
			tostring(inside(4, 16):ipv6()) .. "]:" .. port)
	end
end

local function show_response(buffer, pinfo, tree)
	local len = buffer:len()
	local mode = lengths[RESPONSE][len]
	local sender, receiver = buffer(4, 4):le_uint(), buffer(8, 4):le_uint()
	tree:add(fields.mode, mode):set_generated()
	tree:add_le(fields.sender, buffer(4, 4))
	tree:add_le(fields.receiver, buffer(8, 4))
	tree:add(fields.ephemeral, buffer(12, 32))
	local sealed = tree:add(fields.sealed, buffer(44, len - 76))
	show_macs(buffer, tree, len - 32)
	pinfo.cols.info:append(", " .. mode)
	local key = mode == "snap" and
		find_key("response", pair(sender, receiver))
	if key then
		show_observed(open(key, ("\0"):rep(8),
			buffer(44, 36):raw()), pinfo, sealed)
	end
end

local function show_cookie(buffer, _, tree)
	tree:add_le(fields.receiver, buffer(4, 4))
	tree:add(fields.nonce, buffer(8, 24))
	tree:add(fields.cookie, buffer(32, 32))
end

local function show_packet(text, pinfo, root, tree)
	if text == "" then
		tree:add(fields.keepalive)
		pinfo.cols.info:append(", keepalive")
		return
	end
	local inside = ByteArray.new(text, true):tvb("Packet")
	local version = math.floor(text:byte() / 16)
	if version == 4 or version == 6 then
		Dissector.get(version == 4 and "ip" or "ipv6"):call(inside, pinfo,
			root)
	elseif version == 0 then
		tree:add(fields.scion, inside(0))
		pinfo.cols.info:append(", SCION packet")
	end
end

local function show_data(buffer, pinfo, tree, root)
	local sealed = buffer(16)
	tree:add_le(fields.receiver, buffer(4, 4))
	tree:add_le(fields.counter, buffer(8, 8))
	tree:add(fields.packet, sealed)
	pinfo.cols.info:append((", %d bytes"):format(sealed:len() - 16))
	local key = find_key("data", buffer(4, 4):le_uint())
	if key then
		show_packet(open(key, buffer(8, 8):raw(), sealed:raw()), pinfo,
			root, tree)
	end
end

local show = {
	[INITIATION] = show_initiation,
	[RESPONSE] = show_response,
	[COOKIE] = show_cookie,
	[DATA] = show_data,
}

local function is_message(buffer)
	local len = buffer:len()
	if len < 32 then
		return false
	end
	local kind = buffer(0, 1):uint()
	if kind == DATA then
		return buffer(1, 3):uint() == 0
	end
	return lengths[kind] and lengths[kind][len] and
		buffer(1, 3):uint() == 0
end

function snaptun.dissector(buffer, pinfo, root)
	if not is_message(buffer) then
		return 0
	end
	local kind = buffer(0, 1):uint()
	local tree = root:add(snaptun, buffer())
	pinfo.cols.protocol = "snaptun"
	pinfo.cols.info = names[kind]
	tree:add(fields.type, buffer(0, 1))
	tree:append_text(": " .. names[kind])
	show[kind](buffer, pinfo, tree, root)
	return buffer:len()
end

-- Without a port of its own it is known by its look, before others look.
snaptun:register_heuristic("udp", function(buffer, pinfo, root)
	if not is_message(buffer) then
		return false
	end
	pinfo.conversation = snaptun
	return snaptun.dissector(buffer, pinfo, root) > 0
end)
DissectorTable.get("udp.port"):add_for_decode_as(snaptun)
