package workload

import (
	"fmt"
	"math/rand"
	"sync"

	"consistency/history"
)

// How hard a group is to judge grows with the square of its operations, and exponentially with those
// that are in flight together. So a group is used for some operations and then rests until it is
// read at the end, and only some clients use it at the same time.
const (
	groupOperationsMin = 40
	groupOperationsMax = 400
	groupClientsMax    = 4
	transactionKeys    = 3 // of groups that see transactions; the others have one
)

// Group is items that are written together. Safe from any goroutine.
type Group struct {
	name   string
	keys   int
	spread bool // each item has a partition key of its own; otherwise they share one

	mutex          sync.Mutex
	operationsLeft int
	clients        int
	lastSeen       [history.KeysMax]history.Item
}

func (group *Group) partition(key int) string {
	if group.spread {
		return fmt.Sprintf("%s/%d", group.name, key)
	}
	return group.name
}

func (group *Group) sort(key int) string { return fmt.Sprint(key) }

// see notes what an item was at some time, so that conditions have a chance to be true.
func (group *Group) see(key int, item history.Item) {
	group.mutex.Lock()
	defer group.mutex.Unlock()
	group.lastSeen[key] = item
}

func (group *Group) seen(key int) history.Item {
	group.mutex.Lock()
	defer group.mutex.Unlock()
	return group.lastSeen[key]
}

func (group *Group) usedUp() bool {
	group.mutex.Lock()
	defer group.mutex.Unlock()
	return group.operationsLeft == 0
}

// enter takes one of the group's operations, for a client that is going to Leave; false if it has
// had all of them, or enough clients.
func (group *Group) enter() bool {
	group.mutex.Lock()
	defer group.mutex.Unlock()
	if group.operationsLeft == 0 || group.clients == groupClientsMax {
		return false
	}
	group.operationsLeft--
	group.clients++
	return true
}

func (group *Group) leave() {
	group.mutex.Lock()
	defer group.mutex.Unlock()
	group.clients--
}

// Groups are those in use, and all that ever were. Safe from any goroutine.
type Groups struct {
	mutex  sync.Mutex
	random *rand.Rand
	active []*Group
	all    []*Group
}

func NewGroups(clients int, seed int64) *Groups {
	active := clients/groupClientsMax + 2
	groups := &Groups{random: rand.New(rand.NewSource(seed)), active: make([]*Group, active)}
	for place := range groups.active {
		groups.active[place] = groups.fresh(place)
	}
	return groups
}

// Enter returns a group for one operation of a client that is going to leave it. There must be room
// for all clients.
func (groups *Groups) Enter() *Group {
	groups.mutex.Lock()
	defer groups.mutex.Unlock()
	for {
		place := groups.random.Intn(len(groups.active))
		if groups.active[place].usedUp() {
			groups.active[place] = groups.fresh(place)
		}
		if groups.active[place].enter() {
			return groups.active[place]
		}
	}
}

func (groups *Groups) fresh(place int) *Group {
	group := &Group{
		name:   fmt.Sprintf("group-%d", len(groups.all)),
		keys:   1,
		spread: len(groups.all)%2 == 0,
		operationsLeft: groupOperationsMin +
			groups.random.Intn(groupOperationsMax-groupOperationsMin),
	}
	if place%3 != 0 {
		group.keys = transactionKeys
	}
	groups.all = append(groups.all, group)
	return group
}
